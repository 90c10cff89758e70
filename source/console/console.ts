/** The lab's command line, as those who type at it see it. */
export {execute} from './shell/line-run.js';
export {type Outcome, promptOf, type Shell} from './shell/shell.js';
