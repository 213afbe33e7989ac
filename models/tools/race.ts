/** Times the files of our networks against each other on WebAssembly: `npm run race -- --help`. */
import { runTool } from './complaint';
import { raceCommand } from './race-command';

await runTool(() => raceCommand(process.argv.slice(2)));
