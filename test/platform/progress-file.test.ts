import {lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {NO_PROGRESS} from '../../source/lesson/progress.js';
import {openProgress} from '../../source/platform/progress-file.js';

let folder: string;
let path: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'vswitch-lab-'));
	path = join(folder, 'progress.json');
});
afterEach(() => rmSync(folder, {recursive: true, force: true}));

describe('a progress file', () => {
	it('that is not there is made when progress is kept', () => {
		expect(openProgress(folder).keep(NO_PROGRESS)).toEqual({kind: 'ok'});
		expect(openProgress(folder)).toMatchObject({found: {kind: 'read'}, progress: NO_PROGRESS});
	});

	it('that is damaged is kept aside, and a new one is written', () => {
		writeFileSync(path, 'half of i');
		expect(openProgress(folder).keep(NO_PROGRESS)).toEqual({kind: 'ok'});
		expect(readFileSync(`${path}.damaged-1`, 'utf8')).toBe('half of i');
	});

	it('that cannot be read is never written over', () => {
		// A link to itself: like a file without permission, and so for root too.
		symlinkSync('progress.json', path);
		const file = openProgress(folder);
		expect(file.found.kind).toBe('unreadable');
		expect(file.keep(NO_PROGRESS)).toMatchObject({kind: 'unwritable'});
		expect(lstatSync(path).isSymbolicLink()).toBe(true);
		expect(readdirSync(folder)).toEqual(['progress.json']);
	});

	it('that could not be moved aside is never written over', () => {
		for (let n = 1; n < 1000; n++) writeFileSync(`${path}.damaged-${n}`, '');
		writeFileSync(path, 'half of it');
		expect(openProgress(folder).keep(NO_PROGRESS)).toEqual({kind: 'unwritable', why: `${path} could not be moved aside`});
		expect(readFileSync(path, 'utf8')).toBe('half of it');
	});
});
