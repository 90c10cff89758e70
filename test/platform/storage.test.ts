import {mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {type Format, readStored, writeStored} from '../../source/platform/storage.js';

let folder: string;
let path: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'vswitch-lab-'));
	path = join(folder, 'state', 'progress.json');
});
afterEach(() => rmSync(folder, {recursive: true, force: true}));

/** A file of version 2; version 1 called its field `count`. */
const format: Format<{steps: number}> = {
	version: 2,
	parse(json, version) {
		const {steps, count} = json as {steps?: unknown; count?: unknown};
		const found = version === 1 ? count : steps;
		if (typeof found !== 'number') {
			throw new Error('steps is not a number');
		}
		return {steps: found};
	},
};

function put(text: string): void {
	mkdirSync(join(folder, 'state'), {recursive: true});
	writeFileSync(path, text);
}

describe('reading', () => {
	it('gives back what was written', () => {
		expect(writeStored(path, {version: 2, steps: 3})).toEqual({kind: 'ok'});
		expect(readStored(path, format)).toEqual({kind: 'ok', value: {steps: 3}});
	});

	it('finds nothing where nothing was written', () => {
		expect(readStored(path, format)).toEqual({kind: 'missing'});
	});

	it('migrates an older version', () => {
		put('{"version": 1, "count": 7}');
		expect(readStored(path, format)).toEqual({kind: 'ok', value: {steps: 7}});
	});

	it.each([
		['half a file', '{"version": 2, "ste'],
		['another file', 'hello'],
		['a file without a version', '{"steps": 1}'],
		['a field of the wrong type', '{"version": 2, "steps": "many"}'],
		['an empty file', ''],
	])('keeps %s aside and names it', (_name, text) => {
		put(text);
		expect(readStored(path, format)).toMatchObject({kind: 'damaged', keptAs: `${path}.damaged-1`});
		expect(readFileSync(`${path}.damaged-1`, 'utf8')).toBe(text);
		expect(readStored(path, format)).toEqual({kind: 'missing'});
	});

	it('keeps every damaged file, under a name of its own', () => {
		put('first');
		readStored(path, format);
		put('second');
		expect(readStored(path, format)).toMatchObject({keptAs: `${path}.damaged-2`});
		expect(readdirSync(join(folder, 'state')).sort()).toEqual(['progress.json.damaged-1', 'progress.json.damaged-2']);
	});

	it('leaves a newer file where it is', () => {
		put('{"version": 3, "moons": 1}');
		expect(readStored(path, format)).toEqual({kind: 'newer', version: 3});
		expect(readFileSync(path, 'utf8')).toBe('{"version": 3, "moons": 1}');
	});

	it('says that a folder cannot be read, and does not move it', () => {
		mkdirSync(path, {recursive: true});
		expect(readStored(path, format)).toMatchObject({kind: 'unreadable'});
		expect(readdirSync(join(folder, 'state'))).toEqual(['progress.json']);
	});
});

describe('writing', () => {
	it('makes the folder and leaves nothing but the file', () => {
		writeStored(path, {version: 2, steps: 1});
		writeStored(path, {version: 2, steps: 2});
		expect(readdirSync(join(folder, 'state'))).toEqual(['progress.json']);
		expect(readFileSync(path, 'utf8')).toBe('{\n\t"version": 2,\n\t"steps": 2\n}\n');
	});

	it('says so when the folder cannot be made', () => {
		put('in the way');
		expect(writeStored(join(path, 'deeper', 'progress.json'), {version: 2})).toMatchObject({kind: 'unwritable'});
	});

	it('leaves the old file alone when it cannot finish', () => {
		mkdirSync(path, {recursive: true});
		writeFileSync(join(path, 'occupied'), '');
		expect(writeStored(path, {version: 2})).toMatchObject({kind: 'unwritable'});
		expect(readdirSync(join(folder, 'state'))).toEqual(['progress.json']);
	});
});
