/**
 * Files that must not be lost, such as progress.
 *
 * Writing is atomic: a new file beside the old one, flushed, then renamed over it; a crash leaves the old or the new one,
 * never a half. Reading never throws, and a file that cannot be used (damaged, or written by a later version) is kept
 * aside under a new name, so that nothing is overwritten silently.
 */
import {closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';

/** Why the text of a file cannot be used. */
export type Unusable =
	| {readonly kind: 'damaged'; readonly why: string}
	/** Written by a later version of the program. */
	| {readonly kind: 'newer'; readonly format: number};

/** What a read found: what the parser makes of a good file, or why there is none. */
export type Stored<Parsed> =
	| Exclude<Parsed, Unusable>
	| {readonly kind: 'missing'}
	/** `keptAs` is the path where the file is now, or `undefined` when it could not be renamed. */
	| (Unusable & {readonly keptAs: string | undefined})
	/** It is there and cannot be read (a folder, no permission). */
	| {readonly kind: 'unreadable'; readonly why: string};

/** What a write did. */
export type Written = {readonly kind: 'ok'} | {readonly kind: 'unwritable'; readonly why: string};

/** Read a file and parse its text. */
export function readStored<Parsed extends {readonly kind: string}>(path: string, parse: (text: string) => Parsed): Stored<Parsed> {
	let text: string;
	try {
		text = readFileSync(path, 'utf8');
	} catch (error) {
		const {code, message} = error as NodeJS.ErrnoException;
		return code === 'ENOENT' || code === 'ENOTDIR' ? {kind: 'missing'} : {kind: 'unreadable', why: message};
	}
	const parsed = parse(text);
	return isUnusable(parsed) ? {...parsed, keptAs: keepAside(path, parsed.kind)} : (parsed as Exclude<Parsed, Unusable>);
}

/** Write a file atomically, making its folder when needed. */
export function writeStored(path: string, text: string): Written {
	const draft = join(dirname(path), `.${process.pid}.draft`);
	try {
		makeFolder(dirname(path));
		const file = openSync(draft, 'w', 0o600);
		try {
			writeFileSync(file, text);
			fsyncSync(file);
		} finally {
			closeSync(file);
		}
		renameSync(draft, path);
		return {kind: 'ok'};
	} catch (error) {
		dropDraft(draft);
		return {kind: 'unwritable', why: (error as Error).message};
	}
}

/** Makes a folder and those above it. (Node's own `recursive` never returns where a folder can be listed and not written, as in /proc.) */
function makeFolder(path: string): void {
	if (existsSync(path)) {
		return;
	}
	makeFolder(dirname(path));
	try {
		mkdirSync(path);
	} catch (error) {
		// Another process was faster.
		if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
			throw error;
		}
	}
}

function isUnusable(parsed: {readonly kind: string}): parsed is Unusable {
	return parsed.kind === 'damaged' || parsed.kind === 'newer';
}

/** Move a file out of the way under the first free name `<path>.<kind>-<n>`. */
function keepAside(path: string, kind: Unusable['kind']): string | undefined {
	for (let n = 1; n < 1000; n++) {
		const aside = `${path}.${kind}-${n}`;
		if (!existsSync(aside)) {
			try {
				renameSync(path, aside);
				return aside;
			} catch {
				return undefined;
			}
		}
	}
	return undefined;
}

function dropDraft(draft: string): void {
	try {
		rmSync(draft, {force: true});
	} catch {}
}
