/** Defines `<sightline-portrait>`; what `npm run build:lib` makes the second module of. */
export { SightlinePortrait } from '../components/portrait-element/portrait-element';
