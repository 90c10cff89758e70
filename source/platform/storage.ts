/**
Files that must not be lost: progress, settings.

Writing is atomic: a new file beside the old one, flushed, then renamed over it; a crash leaves the old or the new one,
never a half. Reading never throws and never overwrites: a file that does not parse is kept aside under a new name,
and one of a newer version is left where it is and not written to.
*/
import {closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync} from 'node:fs';
import {dirname, join} from 'node:path';

/** What a read found. */
export type Stored<Value> =
	| {readonly kind: 'ok'; readonly value: Value}
	| {readonly kind: 'missing'}
	/** It did not parse. `keptAs` is the path under which it is now, or `undefined` when it could not be renamed. */
	| {readonly kind: 'damaged'; readonly problem: string; readonly keptAs: string | undefined}
	/** Written by a later version of the program: it stays as it is. */
	| {readonly kind: 'newer'; readonly version: number}
	/** It is there and cannot be read (a folder, no permission). */
	| {readonly kind: 'unreadable'; readonly problem: string};

/** What a write did. */
export type Written = {readonly kind: 'ok'} | {readonly kind: 'unwritable'; readonly problem: string};

/** How a file is understood. */
export type Format<Value> = {
	/** The version that this program writes; a file with a higher `version` is newer. */
	readonly version: number;
	/** Turn parsed JSON into the value, migrating older versions. Throws an `Error` that says what is wrong. */
	readonly parse: (json: unknown, version: number) => Value;
};

/** Read a JSON file of the form `{version, …}`. */
export function readStored<Value>(path: string, format: Format<Value>): Stored<Value> {
	let text: string;
	try {
		text = readFileSync(path, 'utf8');
	} catch (error) {
		const {code, message} = error as NodeJS.ErrnoException;
		return code === 'ENOENT' || code === 'ENOTDIR' ? {kind: 'missing'} : {kind: 'unreadable', problem: message};
	}
	try {
		const json: unknown = JSON.parse(text);
		const version = versionOf(json);
		return version > format.version ? {kind: 'newer', version} : {kind: 'ok', value: format.parse(json, version)};
	} catch (error) {
		return {kind: 'damaged', problem: (error as Error).message, keptAs: keepAside(path)};
	}
}

/** Write a JSON file atomically, making its folder when needed. */
export function writeStored(path: string, json: object): Written {
	const draft = join(dirname(path), `.${process.pid}.draft`);
	try {
		mkdirSync(dirname(path), {recursive: true});
		const file = openSync(draft, 'w', 0o600);
		try {
			writeSync(file, `${JSON.stringify(json, undefined, '\t')}\n`);
			fsyncSync(file);
		} finally {
			closeSync(file);
		}
		renameSync(draft, path);
		return {kind: 'ok'};
	} catch (error) {
		dropDraft(draft);
		return {kind: 'unwritable', problem: (error as Error).message};
	}
}

/** Move a file out of the way under the first free name `<path>.damaged-<n>`; `undefined` when that is not possible. */
export function keepAside(path: string): string | undefined {
	for (let n = 1; n < 1000; n++) {
		const aside = `${path}.damaged-${n}`;
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

function versionOf(json: unknown): number {
	const version = typeof json === 'object' && json !== null && 'version' in json ? json.version : undefined;
	if (typeof version !== 'number' || !Number.isInteger(version)) {
		throw new Error('it has no version');
	}
	return version;
}

function dropDraft(draft: string): void {
	try {
		rmSync(draft, {force: true});
	} catch {}
}
