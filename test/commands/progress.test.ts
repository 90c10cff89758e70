import {mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it, vi} from 'vitest';
import {progress} from '../../source/commands/progress.js';
import {review} from '../../source/commands/review.js';
import {openLesson} from '../../source/lesson/play.js';
import {NO_PROGRESS, printProgress, withLesson} from '../../source/lesson/progress.js';
import {openLesson as lessonOf} from '../../source/platform/lessons.js';

let folder: string;
let out: string;
let problems: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'vswitch-lab-'));
	out = '';
	problems = '';
	vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
		out += String(text);
		return true;
	});
	vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
		problems += String(text);
		return true;
	});
});
afterEach(() => {
	vi.restoreAllMocks();
	rmSync(folder, {recursive: true, force: true});
});

const run = (...words: string[]): number => progress(words, {json: false, locale: 'en', stateDir: folder});
const kept = (): string => readFileSync(join(folder, 'progress.json'), 'utf8');

describe('review', () => {
	const look = (...words: string[]): number => review(words, {locale: 'en', stateDir: folder, ascii: true});

	it('prints what was said beside what is so, without any sign outside ASCII', () => {
		writeFileSync(join(folder, 'progress.json'), begun());
		expect(look('macvlan')).toBe(0);
		expect(out.split('\n').slice(0, 3)).toEqual(['1 of 1 questions right at once.', '', expect.stringMatching(/^1\. .*\(recall\)$/)]);
		expect(out).toMatch(/^[\n\u0020-\u007e]*$/);
	});
	it('says what to do without a lesson, and which one was meant', () => {
		expect(() => look()).toThrow('review is followed by a lesson: ');
		expect(() => look('macvla')).toThrow('macvlan');
	});
});

/** The progress of somebody who answered the first question of the lesson. */
function begun(): string {
	const play = openLesson(lessonOf('macvlan'), 'en');
	play.dispatch({kind: 'choose', keys: play.part?.options.slice(0, 1) ?? []});
	play.dispatch({kind: 'commit'});
	return printProgress(withLesson(NO_PROGRESS, 'macvlan', play.save()));
}

describe('progress', () => {
	it('comes back from an export, after a reset, to the byte', () => {
		const before = begun();
		writeFileSync(join(folder, 'progress.json'), before);
		expect(run('export')).toBe(0);
		expect(out).toBe(before);
		writeFileSync(join(folder, 'evening.json'), out);
		expect(run('reset', 'macvlan')).toBe(0);
		expect(kept()).toBe(printProgress(NO_PROGRESS));
		expect(run('import', join(folder, 'evening.json'))).toBe(0);
		expect(kept()).toBe(before);
		expect(run('reset')).toBe(0);
		expect(kept()).toBe(printProgress(NO_PROGRESS));
		expect(problems).toBe('');
	});

	it.each([
		[['export', 'evening.json'], 'progress export takes no more words; "evening.json" is one too many. See vswitch-lab --help.'],
		[['show', 'macvlan'], 'progress show takes no more words; "macvlan" is one too many. See vswitch-lab --help.'],
		[['reset', 'macvlna'], 'Unknown lesson "macvlna". Did you mean "macvlan"?'],
	])('does not do half of what was asked: %j', (words, message) => {
		expect(() => run(...words)).toThrow(message);
		expect(readdirSync(folder)).toEqual([]);
	});

	it('moves nothing for a word that it does not know', () => {
		writeFileSync(join(folder, 'progress.json'), 'half of it');
		expect(() => run('improt')).toThrow('Unknown word "improt". Did you mean "import"?');
		expect(readdirSync(folder)).toEqual(['progress.json']);
	});

	it('says in one line what was damaged and where it is now', () => {
		writeFileSync(join(folder, 'progress.json'), 'half\nof\nit');
		expect(run('show')).toBe(1);
		expect(problems).toMatch(/^The progress file is damaged \(.*\)\. It is kept as .*progress\.json\.damaged-1\. A new one is begun\.\n$/);
	});

	it('that cannot be read is not reset', () => {
		symlinkSync('progress.json', join(folder, 'progress.json'));
		expect(run('reset')).toBe(1);
		expect(problems).toContain('It is left as it is, so progress is not kept; name another folder: --state DIR\n');
		expect(readdirSync(folder)).toEqual(['progress.json']);
	});
});
