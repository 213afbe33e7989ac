/**
 * Light that arrives from everywhere. Matt surfaces take it from nine spherical-harmonic numbers; only glossy ones
 * read the blurred reflection map, which costs a software rasteriser more than all the rest of a pixel.
 */
import * as THREE from 'three';
import { LightProbeGenerator } from 'three/addons/lights/LightProbeGenerator.js';
import { surroundings } from './things/room.ts';

const DIFFUSE_FROM_MAP = 'iblIrradiance += getIBLIrradiance( geometryNormal );';
const MATT_FROM = 0.37;

/** Lights the scene by `surroundings`; call after every thing is in it. `strength` multiplies both parts. */
export async function ambience(renderer: THREE.WebGLRenderer, scene: THREE.Scene, strength: number): Promise<void> {
  const around = surroundings();
  const chunk = THREE.ShaderChunk.lights_fragment_maps;
  if (!chunk.includes(DIFFUSE_FROM_MAP)) {
    throw new Error(
      'demo-clip: this three.js composes ambient light differently; adapt ambient.ts to its shader chunk.',
    );
  }
  // Glossy surfaces have the light probe too; without this they would count diffuse light twice.
  THREE.ShaderChunk.lights_fragment_maps = chunk.replace(DIFFUSE_FROM_MAP, '');
  const cube = new THREE.WebGLCubeRenderTarget(64, { type: THREE.HalfFloatType });
  new THREE.CubeCamera(0.01, 20, cube).update(renderer, around);
  const probe = await LightProbeGenerator.fromCubeRenderTarget(renderer, cube);
  probe.intensity = strength * 1.15;
  scene.add(probe);
  const pmrem = new THREE.PMREMGenerator(renderer);
  const reflections = pmrem.fromScene(around, 0.03).texture;
  pmrem.dispose();
  scene.traverse((object) => {
    if (!(object instanceof THREE.Mesh)) return;
    const material: unknown = object.material;
    if (!(material instanceof THREE.MeshStandardMaterial)) return;
    const coated = material instanceof THREE.MeshPhysicalMaterial && material.clearcoat > 0;
    if (!coated && material.metalness < 0.3 && material.roughness > MATT_FROM) return;
    material.envMap = reflections;
    material.envMapIntensity = strength;
  });
}
