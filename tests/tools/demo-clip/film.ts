/** Builds the whole scene once and sets it to any moment. */
import * as THREE from 'three';
import { ambience } from './ambient.ts';
import { figure, type Detail, type Figure } from './figure/figure.ts';
import { pose } from './figure/walk.ts';
import type { Stage } from './stage.ts';
import { bottle, books, fruitBowl, mug } from './things/tableware.ts';
import { chair, clock, couch, laptop, table, TABLE_TOP_M } from './things/furniture.ts';
import { pottedPlant } from './things/plant.ts';
import { room } from './things/room.ts';
import { blinkAt, shotAt, stanceAt } from './timeline.ts';

export interface Film {
  readonly things: readonly THREE.Object3D[];
  setTime(time: number): void;
}

function placed(object: THREE.Object3D, x: number, y: number, z: number, turn = 0): THREE.Object3D {
  object.position.set(x, y, z);
  object.rotation.y = turn;
  return object;
}

export async function film(stage: Stage, detail: Detail | null): Promise<Film> {
  const { scene, renderer } = stage;
  const nearTable = new THREE.Group();
  nearTable.add(
    placed(table(1.6, 0.8), -0.4, 0, 0.78),
    placed(laptop(), -0.33, TABLE_TOP_M, 0.66, 0.2),
    placed(bottle(), 0.0, TABLE_TOP_M, 0.6),
    placed(mug(), 0.045, TABLE_TOP_M, 0.85, -0.5),
    placed(fruitBowl(), 0.225, TABLE_TOP_M, 0.7),
    placed(books(), -0.68, TABLE_TOP_M, 0.62, 0.35),
  );
  scene.add(
    room(),
    nearTable,
    placed(chair(), 1.08, 0.0, -0.4, -0.75),
    placed(couch(), 0.75, 0, -2.55),
    placed(pottedPlant(1.35, 7, 5), -1.8, 0, -1.6, 0.4),
    placed(clock(), 1.35, 1.75, -3.08),
  );
  const person: Figure | null = detail ? figure(detail) : null;
  if (person) scene.add(person.group);
  await ambience(renderer, scene, 0.55);
  const things: THREE.Object3D[] = [];
  scene.traverse((object) => {
    if (object.userData['label']) things.push(object);
  });
  return {
    things,
    setTime: (time) => {
      nearTable.visible = shotAt(time) === 'room';
      if (!person) return;
      pose(person, stanceAt(time));
      person.blink(blinkAt(time));
      person.group.updateMatrixWorld(true);
    },
  };
}
