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
// `/selftest` on hosts that answer every path with this page.
if (new URLSearchParams(location.search).has('selftest') || location.pathname.endsWith('/selftest')) {
  document.querySelector('sightline-app')?.replaceWith(document.createElement('sightline-self-test'));
  void import('./components/self-test/self-test');
}
const lab = new URLSearchParams(location.search).get('lab');
if (lab === 'portrait') {
  document.querySelector('sightline-app')?.replaceWith(document.createElement('sightline-portrait-lab'));
  void import('./components/portrait-lab/portrait-lab');
}
if (lab === 'compare') {
  document.querySelector('sightline-app')?.replaceWith(document.createElement('sightline-comparison-lab'));
  void import('./components/comparison-lab/comparison-lab');
}
// For `npm run lab`.
if (lab === 'run') void import('./lab/compare/automation');
void registerServiceWorker((update) => {
  const app = document.querySelector('sightline-app');
  if (app) app.applyUpdate = update;
});
