/**
 * Puts downloadable models where the app finds them, and records the sizes of our own weights.
 *
 *   npm run models                           every downloadable model, from its official address
 *   npm run models -- nanodet-m selfie       these only
 *   npm run models -- --from DIR [id…]       copied from a folder, after checking SHA-256
 *   npm run models -- --to DIR [id…]         to another folder than public/models, e.g. beside a built app
 *   npm run models -- --list                 what there is
 *   npm run models -- --seal                 rewrites models/weights.json after new weights were put in place
 */
import { runTool } from './complaint';
import { modelsCommand } from './models-command';

await runTool(() => modelsCommand(process.argv.slice(2)));
