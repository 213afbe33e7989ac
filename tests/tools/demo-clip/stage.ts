/**
 * Draws one film frame as the mean of many draws: each moves the lamp over the window's area, the sky over its
 * dome, the eye over the lens and the sample over the pixel. The mean has soft shadows, ambient occlusion, a
 * little depth of field and clean edges, which a single rasterised draw has not.
 */
import * as THREE from 'three';
import { FullScreenQuad } from 'three/addons/postprocessing/Pass.js';
import { halton } from './paint/noise.ts';
import type { View } from './timeline.ts';

export interface FrameSize {
  readonly width: number;
  readonly height: number;
}

/** How far the light and lens wander within one frame, in metres. */
const LENS_RADIUS_M = 0.002;

export class Stage {
  readonly renderer: THREE.WebGLRenderer;
  readonly camera = new THREE.PerspectiveCamera(38, 16 / 9, 0.05, 30);
  readonly scene = new THREE.Scene();
  readonly window = new THREE.SpotLight('#ffdcae', 330, 14, 0.62, 0.35, 2);
  readonly sky = new THREE.DirectionalLight('#e3ecff', 0.8);
  readonly size: FrameSize;
  #frame: THREE.WebGLRenderTarget;
  #sum: THREE.WebGLRenderTarget;
  #add: FullScreenQuad;
  #develop: FullScreenQuad;

  constructor(canvas: HTMLCanvasElement, size: FrameSize) {
    this.size = size;
    this.renderer = new THREE.WebGLRenderer({ canvas, preserveDrawingBuffer: true });
    this.renderer.setPixelRatio(1);
    this.renderer.setSize(size.width, size.height, false);
    this.renderer.shadowMap.enabled = true;
    this.renderer.shadowMap.type = THREE.PCFShadowMap;
    this.renderer.shadowMap.autoUpdate = true;
    const target = { type: THREE.HalfFloatType, magFilter: THREE.NearestFilter, minFilter: THREE.NearestFilter };
    this.#frame = new THREE.WebGLRenderTarget(size.width, size.height, target);
    this.#sum = new THREE.WebGLRenderTarget(size.width, size.height, {
      ...target,
      type: THREE.FloatType,
      depthBuffer: false,
    });
    this.#add = new FullScreenQuad(addMaterial(this.#frame.texture));
    this.#develop = new FullScreenQuad(developMaterial(this.#sum.texture));
    for (const light of [this.window, this.sky]) {
      light.castShadow = true;
      light.shadow.mapSize.set(1024, 1024);
      light.shadow.bias = -0.0006;
      light.shadow.normalBias = 0.012;
      light.shadow.radius = 3.5;
      this.scene.add(light, light.target);
    }
    const box = this.sky.shadow.camera;
    Object.assign(box, { left: -3, right: 3, top: 3, bottom: -3, near: 0.5, far: 12 });
    this.window.shadow.camera.near = 2;
  }

  /** Draws the scene from `view` with `samples` draws; the canvas then holds the finished picture. */
  draw(view: View, samples: number, seed: number): void {
    const { renderer } = this;
    renderer.toneMapping = THREE.NoToneMapping;
    renderer.setRenderTarget(this.#sum);
    renderer.setClearColor('#000', 0);
    renderer.clear();
    for (let sample = 0; sample < samples; sample++) {
      this.#aim(view, sample, samples);
      renderer.setRenderTarget(this.#frame);
      renderer.render(this.scene, this.camera);
      renderer.setRenderTarget(this.#sum);
      renderer.autoClear = false;
      this.#add.render(renderer);
      renderer.autoClear = true;
    }
    renderer.setRenderTarget(null);
    setUniform(this.#develop, 'gain', view.exposure / samples);
    setUniform(this.#develop, 'seed', (seed % 97) / 97);
    this.#develop.render(renderer);
  }

  /** Places the pin-hole camera of a view, as the id pass sees it. */
  aimStill(view: View): void {
    this.camera.clearViewOffset();
    this.camera.fov = view.fovDeg;
    this.camera.aspect = this.size.width / this.size.height;
    this.camera.position.copy(view.eye);
    this.camera.up.set(Math.sin(view.roll), Math.cos(view.roll), 0);
    this.camera.lookAt(view.target);
    this.camera.updateProjectionMatrix();
    this.camera.updateMatrixWorld();
  }

  #aim(view: View, sample: number, samples: number): void {
    this.aimStill(view);
    const i = sample + 1;
    // The same pattern in every frame: a pattern that changed would flicker, and cost the encoder dearly.
    const angle = halton(i, 2) * Math.PI * 2;
    const radius = Math.sqrt(halton(i, 3)) * LENS_RADIUS_M;
    const right = new THREE.Vector3().setFromMatrixColumn(this.camera.matrixWorld, 0);
    const up = new THREE.Vector3().setFromMatrixColumn(this.camera.matrixWorld, 1);
    const offsetX = Math.cos(angle) * radius;
    const offsetY = Math.sin(angle) * radius;
    this.camera.position.addScaledVector(right, offsetX).addScaledVector(up, offsetY);
    const focal = this.size.height / 2 / Math.tan((view.fovDeg * Math.PI) / 360);
    // Shift the frustum back so that the plane of focus stays still.
    const shift = focal / view.focusM;
    const dx = halton(i, 5) - 0.5 - offsetX * shift;
    const dy = halton(i, 7) - 0.5 + offsetY * shift;
    this.camera.setViewOffset(this.size.width, this.size.height, dx, dy, this.size.width, this.size.height);
    this.camera.updateMatrixWorld();
    this.window.position.set(-5.2, 2.45 + (halton(i, 3) - 0.5) * 0.3, 1.0 + (halton(i, 2) - 0.5) * 0.4);
    this.window.target.position.set(0.2, 0.75, -0.9);
    const polar = Math.sqrt((i - 0.5) / samples) * 0.93;
    const azimuth = i * 2.399963;
    const dome = new THREE.Vector3(polar * Math.cos(azimuth), Math.sqrt(1 - polar * polar), polar * Math.sin(azimuth));
    this.sky.target.position.set(0, 0.6, -0.7);
    this.sky.position.copy(this.sky.target.position).addScaledVector(dome, 6);
  }
}

function setUniform(quad: FullScreenQuad, name: string, value: number): void {
  const uniform = (quad.material as THREE.ShaderMaterial).uniforms[name];
  if (!uniform) throw new Error(`demo-clip: the shader has no uniform "${name}".`);
  uniform.value = value;
}

const vertexShader = 'varying vec2 at; void main() { at = uv; gl_Position = vec4(position.xy, 0.0, 1.0); }';

function addMaterial(source: THREE.Texture): THREE.ShaderMaterial {
  return new THREE.ShaderMaterial({
    uniforms: { source: { value: source } },
    vertexShader,
    // The clamp keeps a single sparkling highlight from leaving a lone white dot in the mean.
    fragmentShader:
      'uniform sampler2D source; varying vec2 at; void main() { gl_FragColor = vec4(min(texture2D(source, at).rgb, vec3(6.0)), 1.0); }',
    blending: THREE.CustomBlending,
    blendSrc: THREE.OneFactor,
    blendDst: THREE.OneFactor,
    depthTest: false,
    depthWrite: false,
  });
}

/** Exposure, a filmic shoulder, a soft vignette, a trace of grain, then sRGB. */
function developMaterial(source: THREE.Texture): THREE.ShaderMaterial {
  return new THREE.ShaderMaterial({
    uniforms: { source: { value: source }, gain: { value: 1 }, seed: { value: 0 } },
    vertexShader,
    fragmentShader: `
      uniform sampler2D source; uniform float gain; uniform float seed; varying vec2 at;
      vec3 shoulder(vec3 x) { return 1.0 - exp(-x * (1.0 + 0.35 * x)); }
      void main() {
        vec3 c = texture2D(source, at).rgb * gain;
        vec2 d = at - 0.5;
        c *= 1.0 - 0.32 * dot(d, d) * 1.6;
        c = shoulder(c);
        float grey = dot(c, vec3(0.2126, 0.7152, 0.0722));
        c = mix(vec3(grey), c, 1.08);
        c = mix(1.055 * pow(max(c, 0.0), vec3(1.0 / 2.4)) - 0.055, c * 12.92, step(c, vec3(0.0031308)));
        float grain = fract(sin(dot(gl_FragCoord.xy + seed * 331.0, vec2(12.9898, 78.233))) * 43758.5453) - 0.5;
        gl_FragColor = vec4(c + grain * 0.008, 1.0);
      }`,
    depthTest: false,
    depthWrite: false,
  });
}
