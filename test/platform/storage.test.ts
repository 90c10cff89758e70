import {mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {readStored, writeStored} from '../../source/platform/storage.js';

let folder: string;
let path: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'vswitch-lab-'));
	path = join(folder, 'state', 'progress.json');
});
afterEach(() => rmSync(folder, {recursive: true, force: true}));

/** A toy format: "v1 <text>" is read, a later number is newer, anything else is damaged. */
function parse(text: string) {
	const [, format = '', value = ''] = /^v(\d+) (.*)$/.exec(text) ?? [];
	if (format === '') {
		return {kind: 'damaged', why: 'no version'} as const;
	}
	return Number(format) > 1 ? ({kind: 'newer', format: Number(format)} as const) : ({kind: 'read', value} as const);
}

function put(text: string): void {
	mkdirSync(join(folder, 'state'), {recursive: true});
	writeFileSync(path, text);
}

const names = () => readdirSync(join(folder, 'state')).sort();

describe('reading', () => {
	it('gives back what was written', () => {
		expect(writeStored(path, 'v1 hello')).toEqual({kind: 'ok'});
		expect(readStored(path, parse)).toEqual({kind: 'read', value: 'hello'});
	});

	it('finds nothing where nothing was written', () => {
		expect(readStored(path, parse)).toEqual({kind: 'missing'});
	});

	it.each([
		['damaged', 'half a fi', {kind: 'damaged', why: 'no version'}],
		['damaged', '', {kind: 'damaged', why: 'no version'}],
		['newer', 'v2 from tomorrow', {kind: 'newer', format: 2}],
	])('keeps a %s file aside as it is, and names it', (kind, text, found) => {
		put(text);
		expect(readStored(path, parse)).toEqual({...found, keptAs: `${path}.${kind}-1`});
		expect(readFileSync(`${path}.${kind}-1`, 'utf8')).toBe(text);
		expect(readStored(path, parse)).toEqual({kind: 'missing'});
	});

	it('keeps every such file, under a name of its own', () => {
		put('first');
		readStored(path, parse);
		put('second');
		expect(readStored(path, parse)).toMatchObject({keptAs: `${path}.damaged-2`});
		expect(names()).toEqual(['progress.json.damaged-1', 'progress.json.damaged-2']);
	});

	it('says that a folder cannot be read, and does not move it', () => {
		mkdirSync(path, {recursive: true});
		expect(readStored(path, parse)).toMatchObject({kind: 'unreadable'});
		expect(names()).toEqual(['progress.json']);
	});
});

describe('writing', () => {
	it('makes the folder and leaves nothing but the file', () => {
		writeStored(path, 'v1 one');
		writeStored(path, 'v1 two');
		expect(names()).toEqual(['progress.json']);
		expect(readFileSync(path, 'utf8')).toBe('v1 two');
	});

	it('says so when the folder cannot be made', () => {
		put('in the way');
		expect(writeStored(join(path, 'deeper', 'progress.json'), 'v1')).toMatchObject({kind: 'unwritable'});
		expect(readFileSync(path, 'utf8')).toBe('in the way');
	});

	it('leaves what is there alone when it cannot finish', () => {
		mkdirSync(path, {recursive: true});
		writeFileSync(join(path, 'occupied'), '');
		expect(writeStored(path, 'v1')).toMatchObject({kind: 'unwritable'});
		expect(names()).toEqual(['progress.json']);
	});
	it.runIf(process.platform === 'linux')('gives up at once where no folder can be made, though one is listed', () => {
		expect(writeStored('/proc/nowhere/deeper/progress.json', 'v1')).toMatchObject({kind: 'unwritable'});
	});
});
