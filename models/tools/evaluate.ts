/** Scores what ships, beside every reference model that is present, on labelled pictures: `npm run evaluate -- --help`. */
import { runTool } from './complaint';
import { evaluateCommand } from './evaluate-command';

await runTool(() => evaluateCommand(process.argv.slice(2)));
