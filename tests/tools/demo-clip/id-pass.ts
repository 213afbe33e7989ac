/** Draws every labelled thing in its own flat colour and reads back exact visible boxes and masks. */
import * as THREE from 'three';
import { paper } from './paint/textures.ts';
import type { Stage } from './stage.ts';
import type { View } from './timeline.ts';

/** A thing's tight visible box in pixels: left, top, width, height; and how much of it is in sight. */
export interface LabelledBox {
  readonly label: string;
  readonly box: readonly [number, number, number, number];
  /** Visible pixels. */
  readonly area: number;
  /** Visible pixels over those it would have alone in an endless frame; 1 = nothing hides it or cuts it. */
  readonly visible: number;
}

/** The part of a thing that may lie outside the frame is counted in a frame this many times as wide and high. */
const WIDE = 2;

export class IdPass {
  #stage: Stage;
  #things: readonly THREE.Object3D[];
  #target: THREE.WebGLRenderTarget;
  #wide: THREE.WebGLRenderTarget;

  constructor(stage: Stage, things: readonly THREE.Object3D[]) {
    this.#stage = stage;
    this.#things = things;
    const { width, height } = stage.size;
    this.#target = new THREE.WebGLRenderTarget(width, height);
    this.#wide = new THREE.WebGLRenderTarget((width * WIDE) / 4, (height * WIDE) / 4);
  }

  boxes(view: View): LabelledBox[] {
    const ids = this.#draw(view, this.#target, null);
    const { width, height } = this.#stage.size;
    const found: LabelledBox[] = [];
    this.#things.forEach((thing, k) => {
      let [left, top, right, bottom, area] = [width, height, -1, -1, 0];
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          if (ids[(x + (height - 1 - y) * width) * 4] !== k + 1) continue;
          area++;
          left = Math.min(left, x);
          right = Math.max(right, x);
          top = Math.min(top, y);
          bottom = Math.max(bottom, y);
        }
      }
      if (area === 0) return;
      const whole = this.#alone(view, k) * 16;
      found.push({
        label: String(thing.userData['label']),
        box: [left, top, right - left + 1, bottom - top + 1],
        area,
        visible: Math.min(1, Math.round((area / Math.max(area, whole)) * 100) / 100),
      });
    });
    return found;
  }

  mask(view: View, label: string): string {
    const ids = this.#draw(view, this.#target, null);
    const { width, height } = this.#stage.size;
    const p = paper(width, height);
    const image = p.createImageData(width, height);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const id = ids[(x + (height - 1 - y) * width) * 4] ?? 0;
        const on = id > 0 && this.#things[id - 1]?.userData['label'] === label ? 255 : 0;
        image.data.set([on, on, on, 255], (x + y * width) * 4);
      }
    }
    p.putImageData(image, 0, 0);
    return p.canvas.toDataURL('image/png');
  }

  /** Pixels (of a quarter-size, double-wide frame) that a thing covers with nothing else in the scene. */
  #alone(view: View, index: number): number {
    const ids = this.#draw(view, this.#wide, index);
    let count = 0;
    for (let i = 0; i < ids.length; i += 4) if (ids[i] === index + 1) count++;
    return count;
  }

  #draw(view: View, target: THREE.WebGLRenderTarget, only: number | null): Uint8Array {
    const { renderer, scene, camera, size } = this.#stage;
    this.#stage.aimStill(view);
    if (target === this.#wide) {
      camera.setViewOffset(
        size.width,
        size.height,
        (-size.width * (WIDE - 1)) / 2,
        (-size.height * (WIDE - 1)) / 2,
        size.width * WIDE,
        size.height * WIDE,
      );
    }
    const restore: (() => void)[] = [];
    scene.traverse((object) => {
      if (!(object instanceof THREE.Mesh)) return;
      const id = this.#idOf(object);
      const mesh: THREE.Mesh<THREE.BufferGeometry, THREE.Material | THREE.Material[]> = object;
      const { material, visible } = mesh;
      restore.push(() => Object.assign(mesh, { material, visible }));
      const side = Array.isArray(material) ? THREE.FrontSide : material.side;
      mesh.material = flat(id, side);
      if (only !== null && id !== only + 1) mesh.visible = false;
    });
    const { background, environment } = scene;
    scene.background = new THREE.Color(0);
    scene.environment = null;
    renderer.shadowMap.enabled = false;
    renderer.setRenderTarget(target);
    renderer.render(scene, camera);
    const pixels = new Uint8Array(target.width * target.height * 4);
    renderer.readRenderTargetPixels(target, 0, 0, target.width, target.height, pixels);
    renderer.setRenderTarget(null);
    renderer.shadowMap.enabled = true;
    Object.assign(scene, { background, environment });
    for (const undo of restore) undo();
    return pixels;
  }

  #idOf(object: THREE.Object3D): number {
    for (let at: THREE.Object3D | null = object; at; at = at.parent) {
      const index = this.#things.indexOf(at);
      if (index >= 0) return index + 1;
    }
    return 0;
  }
}

const flats = new Map<string, THREE.ShaderMaterial>();

function flat(id: number, side: THREE.Side): THREE.Material {
  const key = `${id}/${side}`;
  const known = flats.get(key);
  if (known) return known;
  const material = new THREE.ShaderMaterial({
    side,
    uniforms: { id: { value: id / 255 } },
    vertexShader: `#include <common>
      #include <skinning_pars_vertex>
      void main() {
        #include <begin_vertex>
        #include <beginnormal_vertex>
        #include <skinbase_vertex>
        #include <skinning_vertex>
        #include <project_vertex>
      }`,
    fragmentShader: 'uniform float id; void main() { gl_FragColor = vec4(id, 0.0, 0.0, 1.0); }',
  });
  flats.set(key, material);
  return material;
}
