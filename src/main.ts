/** Puts the page together: colours, elements, the service worker. */
import './components/app/app';
import './components/action-bar/action-bar';
import './components/camera-stage/camera-stage';
import './components/scene-list/scene-list';
import './components/start-card/start-card';
import './components/stats-overlay/stats-overlay';
import './components/status-banner/status-banner';
import './components/task-bar/task-bar';
import { registerServiceWorker } from './pwa/register';
import { installTokens } from './styles/theme';

installTokens();
void registerServiceWorker((update) => {
  const app = document.querySelector('sightline-app');
  if (app) app.applyUpdate = update;
});
