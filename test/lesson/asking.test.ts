/** Questions for an order and for a number: asked, answered, judged, kept. */
import {describe, expect, it} from 'vitest';
import {checkLesson} from '../../source/lesson/check/check.js';
import {openLesson, type Play} from '../../source/lesson/play.js';
import {isNear, misjudged, type Question, readNumber} from '../../source/lesson/question.js';
import {stampTranslation} from '../../source/lesson/stamp.js';
import {ASKING, edited, lessonIn, textsOf} from './lessons.js';

const asking = lessonIn(ASKING);

function at(id: string): Play {
	const play = openLesson(asking, 'en');
	play.dispatch({kind: 'go', to: id});
	return play;
}

function predict(id: string, run: string, ...keys: string[]): boolean | undefined {
	const play = at(id);
	play.dispatch({kind: 'choose', keys});
	expect(play.dispatch({kind: 'commit'})).toEqual({kind: 'answered', right: undefined, closed: true});
	play.dispatch({kind: 'go', to: run});
	while (play.tick());
	return play.session.steps[id]?.attempts[0]?.right;
}

describe('an order', () => {
	it.each([
		['the way of the frame', ['sender', 'ingress', 'target'], true],
		['another order', ['ingress', 'sender', 'target'], false],
	])('is right only as the engine lists it: %s', (_, keys, right) => {
		expect(predict('way', 'went', ...keys)).toBe(right);
	});
	it('is committed only when every line has its place', () => {
		const play = at('way');
		play.dispatch({kind: 'toggle', key: 'sender'});
		play.dispatch({kind: 'toggle', key: 'ingress'});
		expect(play.record.draft).toEqual(['sender', 'ingress']);
		expect(play.dispatch({kind: 'commit'})).toEqual({kind: 'refused', why: 'order-all'});
		play.dispatch({kind: 'toggle', key: 'sender'});
		expect(play.record.draft).toEqual(['ingress']);
	});
	it('names the first line that stands wrongly', () => {
		const {question} = asking.steps.find(({id}) => id === 'way') as {question: Question};
		expect(misjudged(question, ['sender', 'ingress', 'target'], ['sender', 'target', 'ingress'])).toEqual(['target', 'ingress']);
	});
});

describe('a number', () => {
	it.each([
		['20', true],
		['21', true],
		['21,0', true],
		['19.0', true],
		['22', false],
		['10', false],
	])('of %s is right within its tolerance: %s', (text, right) => {
		expect(predict('count', 'counted', text)).toBe(right);
	});
	it.each([
		['', 'nothing-chosen'],
		['twenty', 'no-number'],
		['2e1', 'no-number'],
		['-', 'no-number'],
	])('is no answer as "%s"', (text, why) => {
		const play = at('count');
		play.dispatch({kind: 'choose', keys: [text]});
		expect(play.dispatch({kind: 'commit'})).toEqual({kind: 'refused', why});
	});
	it('is told by the trap it fell into, or by the side on which it missed', () => {
		const {question} = asking.steps.find(({id}) => id === 'count') as {question: Question};
		expect(['10', '30', '50', '2', '20'].map((text) => misjudged(question, ['20'], [text]))).toEqual([
			['half'],
			['triple'],
			['above'],
			['below'],
			[],
		]);
	});
	it('is read with a point or a comma, and near by a share of the right one', () => {
		expect(['67.2', '67,2', '-3', '.5', '1.', '1 000'].map(readNumber)).toEqual([67.2, 67.2, -3, undefined, undefined, undefined]);
		expect([isNear(67, 67.2, 0.01), isNear(66, 67.2, 0.01), isNear(0, 0, 0.1)]).toEqual([true, false, true]);
	});
	it('is kept, and forgotten when it is no number any more', () => {
		const play = at('count');
		play.dispatch({kind: 'choose', keys: ['20']});
		play.dispatch({kind: 'commit'});
		const saved = play.save();
		expect(openLesson(asking, 'en', saved).session.steps.count?.attempts).toHaveLength(1);
		const broken = structuredClone(saved);
		(broken.steps.count?.attempts[0] as {answer: string[]}).answer = ['many'];
		expect(openLesson(asking, 'en', broken).session.steps.count?.attempts).toEqual([]);
	});
});

describe('the linter of such questions', () => {
	const unstamped = textsOf(ASKING);
	const texts = {...unstamped, 'it.md': stampTranslation(unstamped['en.md'] ?? '', unstamped['it.md'] ?? '')};
	const found = (from: string, to: string, file = 'lesson.yaml'): string[] =>
		checkLesson(edited(texts, file, from, to), ['en', 'it']).map(({check, message}) => `${check}: ${message}`);

	it('has nothing to say to good ones', () => {
		expect(checkLesson(texts, ['en', 'it'])).toEqual([]);
	});
	it.each([
		['a line that never comes', '{key: target, value: b/eth0}', '{key: target, value: b/eth1}', /some options have no place in the order/],
		['a trap that is right', '{key: triple, value: 30}', '{key: triple, value: 20}', /the trap "triple" is right; the engine says 20/],
		['a query without a number', '{kind: crossings, at: b, of: echo}', '{kind: receivers, of: echo}', /which is no number/],
	])('finds %s', (_, from, to, message) => {
		expect(found(from, to).some((problem) => message.test(problem))).toBe(true);
	});
	it('finds a number without a unit, and a way of missing without words', () => {
		expect(found('- unit: frames', '- units: frames', 'en.md')).toContain('ids: step "count", options: there are no words for "unit"');
		expect(found('- above: Fewer.\n', '', 'en.md')).toContain('feedback: step "count", feedback: there are no words for "above"');
	});
});
