/** The file that keeps progress, `progress.json` in the state folder. */
import {join} from 'node:path';
import {NO_PROGRESS, type Progress, type ProgressResult, parseProgress, printProgress} from '../lesson/progress.js';
import {readStored, type Stored, type Written, writeStored} from './storage.js';

/** The progress of this user. */
export type ProgressFile = {
	readonly path: string;
	/** What was found when it was opened. Anything but `read` and `missing` deserves a sentence to the user. */
	readonly found: Stored<ProgressResult>;
	/** The progress to go on from: what was found, or none. */
	readonly progress: Progress;
	/**
	 * Keep progress, atomically. A failure is an answer, not an exception: the lesson plays on, and the user is told once.
	 * A file that could be neither read nor moved aside is never written over.
	 */
	readonly keep: (progress: Progress) => Written;
};

/** Open the progress file of a state folder. Neither the folder nor the file needs to be there. */
export function openProgress(stateDir: string): ProgressFile {
	const path = join(stateDir, 'progress.json');
	const found = readStored(path, parseProgress);
	const stillThere = unreadText(found, path);
	return {
		path,
		found,
		progress: found.kind === 'read' ? found.progress : NO_PROGRESS,
		keep: (progress) => (stillThere === undefined ? writeStored(path, printProgress(progress)) : {kind: 'unwritable', why: stillThere}),
	};
}

/** Why the file must stay as it is: it may hold progress that nobody could read. */
function unreadText(found: Stored<ProgressResult>, path: string): string | undefined {
	switch (found.kind) {
		case 'read':
		case 'missing':
			return undefined;
		case 'unreadable':
			return found.why;
		case 'damaged':
		case 'newer':
			return found.keptAs === undefined ? `${path} could not be moved aside` : undefined;
		default:
			return found satisfies never;
	}
}
