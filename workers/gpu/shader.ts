/** Shaders whose mistakes are said where they are made: without this a bad one is a silent "invalid module" much later. */

/** @throws Error with line and text of each mistake. */
export async function shaderModule(device: GPUDevice, label: string, code: string): Promise<GPUShaderModule> {
  device.pushErrorScope('validation');
  const module = device.createShaderModule({ label, code });
  // The messages below say it better.
  void device.popErrorScope().catch(() => undefined);
  const { messages } = await module.getCompilationInfo();
  const errors = messages.filter(({ type }) => type === 'error');
  if (errors.length === 0) return module;
  throw new Error(`${label}: ${errors.map(({ lineNum, message }) => `line ${lineNum}: ${message}`).join('; ')}`);
}
