/** Where progress is kept: the folder of the operating system for state, unless the user names another. */
import {resolve} from 'node:path';
import envPaths from 'env-paths';

/** The folder: `--state`, then `VSWITCH_LAB_STATE`, then the system's (XDG_STATE_HOME, Application Support, LOCALAPPDATA). Absolute; it may not exist yet. */
export function stateDir(flag: string | undefined, env: Readonly<Record<string, string | undefined>>): string {
	const named = flag ?? env.VSWITCH_LAB_STATE;
	if (named) {
		return resolve(named);
	}
	const paths = envPaths('vswitch-lab', {suffix: ''});
	// env-paths has no word for state; on Linux its log folder is XDG_STATE_HOME, elsewhere the data folder is the place.
	return process.platform === 'darwin' || process.platform === 'win32' ? paths.data : paths.log;
}
