/** Registers the service worker and says when a new version is ready. It never reloads the page by itself. */
import { Workbox } from 'workbox-window';

/** Called when a new version is ready; `update` reloads the page into it and is called only when the user agrees. */
export type OnUpdateReady = (update: () => void) => void;

/** A page that stays open for days looks for a new version when it is shown again, at most this often. */
const CHECK_EVERY_MS = 60 * 60 * 1000;

/**
 * @returns whether a service worker runs this page. False in development, in browsers without one and on plain http;
 * the app then works, but not offline.
 */
export async function registerServiceWorker(onUpdateReady: OnUpdateReady): Promise<boolean> {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return false;
  const workbox = new Workbox('./offline.sw.js');
  let agreed = false;

  workbox.addEventListener('waiting', () => {
    onUpdateReady(() => {
      agreed = true;
      workbox.messageSkipWaiting();
    });
  });
  workbox.addEventListener('controlling', ({ isUpdate, isExternal }) => {
    if (agreed) location.reload();
    // Another tab agreed: this page still runs the former version, whose lazy files are no longer stored.
    else if (isUpdate === true || isExternal === true) onUpdateReady(() => location.reload());
  });

  try {
    const registration = await workbox.register();
    if (!registration) return false;
    checkWhenShown(registration);
    return true;
  } catch (error) {
    // A private window or a blocked site: the app works without.
    console.warn('No service worker, so this page will not work offline:', error);
    return false;
  }
}

function checkWhenShown(registration: ServiceWorkerRegistration): void {
  let lastMs = Date.now();
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState !== 'visible' || Date.now() - lastMs < CHECK_EVERY_MS) return;
    lastMs = Date.now();
    // Fails without a network; the next time the page is shown it is tried again.
    registration.update().catch(() => undefined);
  });
}
