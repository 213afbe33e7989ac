/** Plain words for every way a camera can be missing. */
import type { CameraFault, CameraFaultKind } from '../camera/camera-fault';
import type { Notice } from './notice';

type Words = Omit<Notice, 'kind' | 'details'>;

const WORDS: Readonly<Record<CameraFaultKind, Words>> = {
  'no-camera': {
    tone: 'error',
    title: 'No camera found',
    text: 'Plug one in or switch it on, then try again. The demo clip and your own photos work without a camera.',
    action: { id: 'demo', label: 'Try the demo clip' },
  },
  refused: {
    tone: 'error',
    title: 'The camera is blocked',
    text: 'Allow the camera for this page: press the icon beside the address, or look in your system’s privacy settings. Then try again.',
    action: { id: 'start-camera', label: 'Try again' },
  },
  busy: {
    tone: 'error',
    title: 'The camera is in use',
    text: 'Another app or tab seems to hold it. Close that one, then try again.',
    action: { id: 'start-camera', label: 'Try again' },
  },
  'insecure-origin': {
    tone: 'error',
    title: 'This address cannot use the camera',
    text: 'Browsers give the camera to secure pages only. Open this page with https:// or on localhost. Photos and the demo clip work here.',
    action: { id: 'demo', label: 'Try the demo clip' },
  },
  ended: {
    tone: 'warning',
    title: 'The camera stopped',
    text: 'It was unplugged or switched off. Connect it again and start it, or choose another one in the settings.',
    action: { id: 'start-camera', label: 'Start camera' },
  },
  interrupted: {
    tone: 'warning',
    title: 'The camera is paused by the system',
    text: 'A call, another app or a privacy switch has taken it. It comes back by itself, or start it again.',
    action: { id: 'start-camera', label: 'Start again' },
  },
  unsupported: {
    tone: 'error',
    title: 'This browser has no camera access',
    text: 'Use a current Chrome, Edge, Safari or Firefox; pages inside other apps often lack it. You can still open a photo or video.',
    action: { id: 'open-file', label: 'Open a photo or video' },
  },
  overconstrained: {
    tone: 'error',
    title: 'This camera cannot be opened',
    text: 'It offers no picture the browser can use. Choose another camera in the settings.',
    action: { id: 'settings', label: 'Choose a camera' },
  },
};

export function cameraNotice(fault: CameraFault): Notice {
  return { kind: `camera-${fault.kind}`, ...WORDS[fault.kind], details: fault.message };
}

export const SYSTEM_BLUR_TEXT =
  'Your system already blurs this camera’s background. Two blurs look worse and cost battery.';

/** @param state `fixed`: only the system's own controls can switch it off. */
export const systemBlurNotice = (state: 'on' | 'fixed'): Notice => ({
  kind: 'system-blur',
  tone: 'info',
  title: 'Your system already blurs this camera',
  text:
    state === 'on'
      ? 'Two blurs look worse and cost battery. Switch one off: the system’s here, or Portrait.'
      : 'Two blurs look worse and cost battery. Switch one off: Portrait here, or the effect in your system’s camera controls.',
  action:
    state === 'on'
      ? { id: 'system-blur-off', label: 'Switch the system’s blur off' }
      : { id: 'portrait-off', label: 'Switch Portrait off' },
});

export const SYSTEM_BLUR_STAYS_NOTICE: Notice = {
  kind: 'system-blur',
  tone: 'warning',
  title: 'The system keeps its blur',
  text: 'It does not let this page switch it off. Use your system’s camera controls, or switch Portrait off.',
  action: { id: 'portrait-off', label: 'Switch Portrait off' },
};
