import {describe, expect, it} from 'vitest';
import {loadLesson} from '../../source/lesson/load.js';
import {edited, lessonIn, MACVLAN, TOY, textsOf} from './lessons.js';

const toy = textsOf(TOY);

function problemsOf(texts: Parameters<typeof loadLesson>[0]): string[] {
	return loadLesson(texts).problems.map(({file, line, message}) => `${file}:${line} ${message}`);
}

describe('loading a lesson', () => {
	it('reads the macvlan lesson with both languages and nothing to complain about', () => {
		const loaded = loadLesson(textsOf(MACVLAN));
		expect(loaded.problems).toEqual([]);
		const lesson = lessonIn(MACVLAN);
		expect(Object.keys(lesson.prose)).toEqual(['en', 'it']);
		expect(lesson.steps.map((step) => step.kind)).toEqual([
			'recall',
			'read',
			'predict',
			'run',
			'explain',
			'predict',
			'run',
			'observe',
			'compare',
			'act',
			'build',
			'repair',
			'recap',
			'bridge',
		]);
	});
	it('keeps a MAC without quotes a string: YAML 1.2 knows no sexagesimal numbers', () => {
		expect(lessonIn(TOY).labs.lan?.machines[0]?.devices[0]?.mac).toBe('02:00:00:00:00:0a');
		const digits = edited(toy, 'lesson.yaml', 'mac: 02:00:00:00:00:0a', 'mac: 02:00:00:00:00:10');
		const loaded = loadLesson(digits);
		expect(loaded.kind === 'loaded' && loaded.lesson.labs.lan?.machines[0]?.devices[0]?.mac).toBe('02:00:00:00:00:10');
	});
	it('says that lesson.yaml is missing', () => {
		expect(problemsOf({'en.md': '# A'})).toEqual(['lesson.yaml:1 there is no lesson.yaml']);
	});
	it('names the line of broken YAML', () => {
		const broken = edited(toy, 'lesson.yaml', 'misconceptions: [knows-all]', 'misconceptions: [knows-all');
		const [first = ''] = problemsOf(broken);
		expect(first).toMatch(/^lesson\.yaml:[78] /);
	});
	it('names path and line of what the schema refuses', () => {
		const unknown = edited(toy, 'lesson.yaml', 'minutes: 10', 'minutes: ten');
		expect(problemsOf(unknown)).toEqual(['lesson.yaml:5 minutes: Invalid input: expected number, received string']);
	});
	it('says one thing about YAML that is broken in the middle, not all that follows from it', () => {
		expect(problemsOf(edited(toy, 'lesson.yaml', 'minutes: 10', ' }:minutes: 10'))).toHaveLength(1);
	});
	it('names the line of a mistake inside a lab, not that of the lab', () => {
		const strange = edited(toy, 'lesson.yaml', 'mac: 02:00:00:00:00:0a', 'mac: 02:00');
		const line = (toy['lesson.yaml'] ?? '').split('\n').findIndex((text) => text.includes('mac: 02:00:00:00:00:0a')) + 1;
		expect(problemsOf(strange)).toHaveLength(1);
		expect(problemsOf(strange)[0]).toContain(`lesson.yaml:${line} labs.lan.machines.0.devices.0.mac: `);
	});
	it('refuses a step of a kind that there is not', () => {
		const strange = edited(toy, 'lesson.yaml', 'kind: observe', 'kind: dream');
		const line = (toy['lesson.yaml'] ?? '').split('\n').findIndex((text) => text.includes('kind: observe')) + 1;
		expect(problemsOf(strange)).toHaveLength(1);
		expect(problemsOf(strange)[0]).toContain(`lesson.yaml:${line} steps.3.kind: `);
	});
	it('refuses an option that a question does not have', () => {
		const strange = edited(toy, 'lesson.yaml', '- {key: once, value: 1}', '- {key: once, value: 1, right: true}');
		expect(problemsOf(strange)[0]).toContain('steps.0.question.options.0: Unrecognized key: "right"');
	});
	it('refuses a variant of nothing', () => {
		const strange = edited(toy, 'lesson.yaml', '  quiet:\n    base: lan', '  quiet:\n    base: lane');
		expect(problemsOf(strange)).toEqual([expect.stringMatching(/^lesson\.yaml:\d+ lab "quiet": there is no lab "lane"$/)]);
	});
	it('reports prose that it cannot show, and loads the lesson all the same', () => {
		const html = edited(toy, 'en.md', 'Play it.', '<b>Play</b> it.\n\n## Extra\n\n### question');
		const loaded = loadLesson(html);
		expect(loaded.kind).toBe('loaded');
		expect(loaded.problems.map(({message}) => message)).toEqual([
			'a html is not shown inside a paragraph',
			'a html is not shown inside a paragraph',
			'this heading names no step',
		]);
	});
});
