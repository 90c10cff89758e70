/** The author's command: problems with their place, screens that do not fit, stamps. */
import {cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it, vi} from 'vitest';
import {author, problemsOf} from '../../source/commands/author.js';
import {checkFit} from '../../source/commands/author-fit.js';
import {layoutOf} from '../../source/view/layout.js';
import {edited, lessonIn, load, MACVLAN, TOY, textsOf} from '../lesson/lessons.js';

let folder: string;
let said: string;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'author-'));
	cpSync(TOY, join(folder, 'toy'), {recursive: true});
	said = '';
	vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
		said += String(text);
		return true;
	});
});

afterEach(() => {
	vi.restoreAllMocks();
	rmSync(folder, {recursive: true});
});

const toy = (name: string): string => join(folder, 'toy', name);

describe('author stamp, then check', () => {
	it('finds the stamps missing, writes them, and is content', () => {
		expect(author(['check', folder], {json: false})).toBe(1);
		expect(said).toContain(
			`${toy('it.md')}:1: "objectives" does not say which source it was made from. Compare it with en.md, then run "author stamp".\n`.replace(
				':1:',
				':5:',
			),
		);
		said = '';
		expect(author(['stamp', join(folder, 'toy')], {json: false})).toBe(0);
		expect(said).toBe(`${toy('it.md')} is stamped.\n1 lesson, 1 file stamped\n`);
		said = '';
		expect(author(['stamp', folder], {json: false})).toBe(0);
		expect(said).toBe('1 lesson, 0 files stamped\n');
		said = '';
		expect(author(['check', join(folder, 'toy')], {json: false})).toBe(0);
		expect(said).toBe('1 lesson, 0 problems\n');
	});
	it('changes nothing but headings', () => {
		const before = readFileSync(toy('it.md'), 'utf8');
		author(['stamp', folder], {json: false});
		expect(readFileSync(toy('it.md'), 'utf8').replace(/ of=[0-9a-f]{8}}/g, '}')).toBe(before);
	});
	it('prints JSON for programs', () => {
		author(['stamp', folder], {json: false});
		writeFileSync(toy('en.md'), readFileSync(toy('en.md'), 'utf8').replace('Be brief.', 'Be very brief.'));
		said = '';
		expect(author(['check', folder], {json: true})).toBe(1);
		expect(JSON.parse(said)).toEqual([
			{
				file: toy('it.md'),
				line: expect.any(Number),
				check: 'translation',
				message: '"before" was made from an older source',
				remedy: 'Compare it with en.md, then run "author stamp".',
			},
		]);
	});
	it.each([
		[['chekc'], 'Unknown word "chekc". Did you mean "check"?'],
		[
			['check', '/nowhere/at/all'],
			'There is no lesson and no folder "/nowhere/at/all". Name a folder with a lesson.yaml, or one of such folders.',
		],
		[['check', 'a', 'b'], 'author check takes one lesson or folder; "b" is one too many.'],
	])('refuses %j', (words, message) => {
		expect(() => author(words, {json: false})).toThrow(message);
	});
	it('finds a lesson of the checkout by its id', () => {
		expect(author(['check', 'macvlan'], {json: false})).toBe(0);
		expect(said).toBe('1 lesson, 0 problems\n');
	});
});

describe('every screen at 80x24', () => {
	it('fits, in the lessons of the course', () => {
		expect(checkFit(lessonIn(MACVLAN))).toEqual([]);
	});
	it('is measured as it opens, after an answer and after a run', () => {
		const {width} = layoutOf(80, 24).text;
		const long = 'A sentence that takes its time and its place. '.repeat(9);
		const texts = [
			['`a` sends to `b`; nobody has spoken yet.', long],
			['It was flooded.', long],
			['Only the addressee takes a unicast.', long],
		].reduce((all, [from = '', to = '']) => edited(all, 'en.md', from, to), textsOf(TOY));
		const problems = checkFit(load(texts)).map(({file, check, message}) => `${file} ${check} ${message.replace(/\d+ rows/, 'N rows')}`);
		expect(problems).toEqual([
			`en.md fits step "who", as it opens: N rows of ${width} columns`,
			`en.md fits step "watch", when it has run: N rows of ${width} columns`,
			`en.md fits step "seen", after an answer: N rows of ${width} columns`,
		]);
		expect(problemsOf(texts).filter(({check}) => check === 'fits')).toHaveLength(3);
	});
	it('is not measured for a lesson that cannot be played', () => {
		expect(problemsOf({'lesson.yaml': 'format: 1'}).every(({check}) => check === 'schema')).toBe(true);
	});
});
