/** The linter: silent on good lessons, and every check failing on one that is broken in just that way. */
import {describe, expect, it} from 'vitest';
import {checkLesson} from '../../../source/lesson/check/check.js';
import type {LessonTexts} from '../../../source/lesson/load.js';
import {stampTranslation} from '../../../source/lesson/stamp.js';
import {edited, MACVLAN, TOY, textsOf} from '../lessons.js';

const unstamped = textsOf(TOY);
const toy: LessonTexts = {...unstamped, 'it.md': stampTranslation(unstamped['en.md'] ?? '', unstamped['it.md'] ?? '')};
const locales = ['en', 'it'];

type Edit = readonly [file: string, from: string, to: string];

function broken(...edits: readonly Edit[]): LessonTexts {
	return edits.reduce((texts, [file, from, to]) => edited(texts, file, from, to), toy);
}

function found(texts: LessonTexts): string[] {
	return checkLesson(texts, locales).map(({check, message}) => `${check}: ${message}`);
}

const yaml = (from: string, to: string): Edit => ['lesson.yaml', from, to];
const en = (from: string, to: string): Edit => ['en.md', from, to];
const it_ = (from: string, to: string): Edit => ['it.md', from, to];

describe('the linter', () => {
	it('has nothing to say to the toy lesson', () => {
		expect(found(toy)).toEqual([]);
	});
	it('has nothing to say to the macvlan lesson', () => {
		expect(found(textsOf(MACVLAN))).toEqual([]);
	});
	it('says where, what and what to do', () => {
		const line = (toy['lesson.yaml'] ?? '').split('\n').findIndex((text) => text.includes('id: seen')) + 1;
		expect(checkLesson(broken(yaml('  - id: seen', '  - id: who')), locales)[0]).toMatchObject({file: 'en.md'});
		expect(
			checkLesson(broken(yaml('  - id: seen', '  - id: who')), locales).find(({check, file}) => check === 'ids' && file === 'lesson.yaml'),
		).toEqual({
			file: 'lesson.yaml',
			line,
			check: 'ids',
			message: 'step id "who" is here a second time',
			remedy: 'Give every step an id of its own.',
		});
	});
});

describe('a lesson is found wanting when', () => {
	it.each<[string, Edit[], string | RegExp]>([
		// --- structure
		[
			'an option is there twice',
			[yaml('- {key: never, value: 0}', '- {key: once, value: 0}')],
			'ids: option "once" of step "before" is here a second time',
		],
		['a round is there twice', [yaml('- key: second', '- key: first')], 'ids: "first" is twice in step "be"'],
		['a claim is there twice', [yaml('{key: silent, lab', '{key: spoken, lab')], 'ids: "spoken" is twice in step "claims"'],
		['it plans too many minutes', [yaml('minutes: 10', 'minutes: 21')], 'time: the lesson takes 21 minutes'],
		[
			'its minutes are not those of its steps',
			[yaml('minutes: 10', 'minutes: 12')],
			'time: the steps take 10.0 minutes together, the lesson says 12',
		],
		['a lab is not there', [yaml('    lab: isolated\n', '    lab: nowhere\n')], 'places: there is no lab "nowhere"'],
		['a side of a compare has no lab', [yaml('{key: right, lab: quiet}', '{key: right, lab: silent}')], 'places: there is no lab "silent"'],
		['a claim has no lab', [yaml('{key: silent, lab: lan', '{key: silent, lab: wan')], 'places: there is no lab "wan"'],
		['the first round has no lab', [yaml('- key: first\n        lab: lan', '- key: first')], 'places: the first round stands in no world'],
		[
			'a question stands in no world',
			[yaml('kind: recall\n    time: 1\n    lab: lan', 'kind: recall\n    time: 1')],
			'places: step "before" stands in no world',
		],
		[
			'a step has two worlds',
			[yaml('kind: build\n    time: 1', 'kind: build\n    time: 1\n    from: watch')],
			'places: step "make" has both "lab" and "from"',
		],
		['a run decides a step that is no prediction', [yaml('of: [who]', 'of: [before]')], 'places: "before" is no prediction'],
		['a run decides what comes later', [yaml('of: [who]', 'of: [why]')], 'places: "why" is no earlier step'],
		['a step goes on from a prompt', [yaml('    lab: isolated\n', '    from: make\n')], 'places: step "make" leaves no one world behind'],
		[
			'an observation is of no run',
			[yaml('kind: observe\n    time: 1\n    from: watch', 'kind: observe\n    time: 1\n    from: who')],
			'places: "seen" observes "who", which is no run',
		],
		[
			'a misconception is not declared',
			[yaml('value: c, misconception: knows-all', 'value: c, misconception: hears-all')],
			'misconceptions: "hears-all" of step "seen" is not declared',
		],
		[
			'a claim names an undeclared misconception',
			[yaml('must: {is: p2}, misconception: knows-all', 'must: {is: p2}, misconception: hears-all')],
			'misconceptions: "hears-all" of "silent" is not declared',
		],
		[
			'the belief of an option is no lab',
			[yaml('belief: quiet', 'belief: loud')],
			'places: there is no lab "loud", the belief of option "sw/p3"',
		],
		[
			'no option of a prediction names a misconception',
			[
				yaml('- {key: sw/p1, misconception: knows-all}', '- {key: sw/p1}'),
				yaml('- {key: sw/p3, misconception: knows-all, belief: quiet}', '- {key: sw/p3}'),
			],
			'misconceptions: no option of prediction "who" names a misconception',
		],
		[
			'a number has no source',
			[en('`a` broadcasts. Switches', '`a` broadcasts 1,000 octets. Switches')],
			'cite: step "before" says "1,000 octets" without a source',
		],
		// --- the engine
		[
			'a lab cannot be built',
			[yaml('- {ends: [c/eth0, sw/p3]}', '- {ends: [c/eth0, sw/p9]}')],
			/^engine: lab "lan" cannot be built: links\[2\]/,
		],
		[
			'a stimulus names nobody',
			[yaml('[{kind: frame, from: b, to: a}]', '[{kind: frame, from: z, to: a}]')],
			'engine: step "be" cannot be played: there is no device "z" in this lab',
		],
		[
			'the engine has another answer',
			[yaml('- {key: once, value: 1}', '- {key: once, value: 3}')],
			'answers: "before/question": 0 options are right; the engine says 1',
		],
		[
			'two options are right',
			[yaml('- {key: never, value: 0}', '- {key: never, value: 1}')],
			'answers: "before/question": 2 options are right; the engine says 1',
		],
		[
			'no option of a set is right',
			[yaml('- {key: b, value: b}', '- {key: b, value: a}')],
			'answers: "seen/question": no option is right; the engine says ["b"]',
		],
		[
			'every option of a set is right',
			[yaml('        - {key: sw/p1, misconception: knows-all}\n', '')],
			'answers: "who/question": every option is right',
		],
		[
			'a belief is wrong in its lab, too',
			[yaml('- {key: c, value: c, misconception: knows-all}', '- {key: c, value: c, misconception: knows-all, belief: quiet}')],
			'beliefs: "seen": option "c" is not right in lab "quiet" either',
		],
		[
			'a right option is believed right',
			[yaml('belief: quiet', 'belief: isolated')],
			'beliefs: "who": option "sw/p3" is right, and in lab "isolated" as well',
		],
		['all goals are met at the start', [yaml('must: {lacks: b}', 'must: {has: b}')], 'goals: all goals of "make" are met at the start'],
		[
			'the solution does not reach the goals',
			[yaml('      - {on: sw, run: bridge link set dev p2 isolated on}\n', '')],
			'goals: the solution of "make" leaves open: apart',
		],
		[
			'a wrong attempt reaches the goals',
			[yaml('commands: [{on: sw, run: bridge link set dev p1 isolated on}]', 'commands: [{on: b, run: ip link set eth0 down}]')],
			'goals: "half" meets all goals of "make"',
		],
		[
			'the solution uses a tool that is not allowed',
			[yaml('allow: [bridge]', 'allow: [ip]')],
			'goals: the solution of "make" uses bridge, which is not allowed',
		],
		[
			'the sides differ in more than they say',
			[yaml('set: {sw/p3: {flood: false}}', 'set: {sw/p3: {flood: false, learning: false}}')],
			'compare: the labs of "two" also differ in sw/br0.ports.p3.learning',
		],
		[
			'the sides differ in less than they say',
			[yaml('varies: [sw/br0.ports.p3.flood]', 'varies: [sw/br0.ports.p3.flood, a/eth0.mtu]')],
			'compare: the labs of "two" do not differ in a/eth0.mtu',
		],
		// --- prose
		['a step has no words', [it_('{#watch of=', '{#wait of=')], 'ids: there are no words for step "watch"'],
		['words belong to no step', [it_('{#watch of=', '{#wait of=')], 'ids: there is no step "wait"'],
		['an option has no words', [it_('- never: never\n', '')], 'ids: step "before", options: there are no words for "never"'],
		[
			'a distractor has no feedback',
			[it_('- never: Broadcasts go everywhere.\n', '')],
			'feedback: step "before", feedback: there are no words for "never"',
		],
		[
			'a key is in the prose only',
			[it_('- never: never\n', '- never: never\n- always: always\n')],
			'ids: step "before", options: "always" is not in lesson.yaml',
		],
		[
			'a goal has no words',
			[en('- apart: They are apart.', '- near: They are apart.')],
			'ids: step "make", pass: there are no words for "apart"',
		],
		['a round has no words', [en('- second: `b` answers.\n', '')], 'ids: step "be", rounds: there are no words for "second"'],
		[
			'an objective has no words',
			[en('- flood: Say when a switch floods.', '- drown: Say when a switch floods.')],
			'ids: objectives: there are no words for "flood"',
		],
		[
			'an objective is in the prose only',
			[en('- flood: Say when a switch floods.', '- flood: Say it.\n- drown: Never.')],
			'ids: objectives: "drown" is not in lesson.yaml',
		],
		['a question is missing', [en('### question\n\nWho took it?\n\n', '')], 'ids: step "seen" has no question'],
		['notes are missing', [en('### notes\n\nNone.\n\n', '')], 'ids: step "two" has no notes'],
		['an explanation is missing', [en('### explanation\n\nOne flag, one difference.\n\n', '')], 'ids: step "two" has no explanation'],
		[
			'a prompt has fewer than two hints',
			[en('### hint\n\nBoth ports need it.\n\n', ''), it_('### hint\n\nBoth ports need it.\n\n', '')],
			'ids: step "make" has no hint',
		],
		['a translation has fewer hints', [it_('### hint\n\nBoth ports need it.\n\n', '')], 'ids: step "make" has 1 hints, the source has 2'],
		[
			'the slide is not answered',
			[en('### today\n\nOnly when it knows where.\n\n', '')],
			'ids: step "why" has only one of "slide" and "today"',
		],
		[
			'the lecture is corrected without a source',
			[yaml('kind: explain\n    time: 1\n    cite: [IEEE 802.1D-2004]', 'kind: explain\n    time: 1')],
			'cite: step "why" corrects the lecture without a source',
		],
		['a language is missing', [it_('# A toy', '# A toy')], ''],
		['a screen is too long', [en('Play it.', 'Play it. '.repeat(31))], 'length: step "watch", text: 62 words'],
		['a question is too long', [en('Who took it?', `${'Who took it? '.repeat(21)}`)], 'length: step "seen", question: 63 words'],
		[
			'an outcome is too long',
			[en('- c: `c` got it and let it fall.', `- c: ${'fall '.repeat(60)}`)],
			'length: step "seen", outcome: 66 words',
		],
		['the source has changed', [en('Be brief.', 'Be very brief.')], 'translation: "before" was made from an older source'],
		[
			'a word is not that of the course',
			[en('Play it.', 'Play the passthrough.')],
			'glossary: "passthrough" is not the word of the course',
		],
		[
			'a term is never used',
			[
				en('Switches **flood** that.', 'Switches repeat that.'),
				en('Unknown: flooded.', 'Unknown.'),
				en('It was flooded.', 'It spread.'),
				en('does not flood to', 'does not send to'),
				en('- first: Unknown: flood.', '- first: Unknown.'),
			],
			'glossary: the lesson never says "flood"',
		],
		['a glossary entry names no term', [en('to **flood**: by every', 'to flood: by every')], 'glossary: "flood" names no term'],
		[
			'the prose is not as it should be',
			[en('Play it.', '> Play it.')],
			'prose: a blockquote is not shown; write paragraphs, lists, code or tables',
		],
		[
			'the machine half is not as it should be',
			[yaml('minutes: 10', 'minutes: 0')],
			'schema: minutes: Too small: expected number to be >=1',
		],
	])('%s', (name, edits, message) => {
		if (name === 'a language is missing') {
			const {'it.md': _, ...others} = toy;
			expect(found(others)).toEqual(['locales: there is no it.md']);
			return;
		}
		expect(found(broken(...edits))).toContainEqual(typeof message === 'string' ? message : expect.stringMatching(message));
	});

	it('it has too few steps, predicts too late, asks too little, and reads twice in a row', () => {
		const head = (toy['lesson.yaml'] ?? '').split('steps:')[0] ?? '';
		const reads = ['r1', 'r2', 'r3', 'r4'].map((id) => `  - {id: ${id}, kind: read, time: 3}`).join('\n');
		const words = ['r1', 'r2', 'r3', 'r4'].map((id) => `## R {#${id}}\n\nText.\n\n### notes\n\nX.\n`).join('\n');
		const texts = {'lesson.yaml': `${head}steps:\n${reads}\n`, 'en.md': `# T\n\n${words}`};
		const arc = checkLesson(texts, ['en']).filter(({check}) => check === 'arc');
		expect(arc.map(({message}) => message).sort()).toEqual([
			'no prediction in the first three steps',
			'only 0 of 4 steps need an answer',
			'step "r2" is the second "read" in a row',
			'step "r3" is the second "read" in a row',
			'step "r4" is the second "read" in a row',
			'the lesson has 4 steps',
		]);
	});
	it('two predictions of one run are not about the same events', () => {
		const second = [
			'  - id: who2',
			'    kind: predict',
			'    time: 1',
			'    lab: quiet',
			'    stimulus: [{kind: frame, from: a, to: b}]',
			'    question: {ask: point, at: ports, query: {kind: leaves, machine: sw}, options: [{key: sw/p2, misconception: knows-all}, {key: sw/p3}]}',
			'  - id: watch',
		].join('\n');
		const texts = broken(yaml('  - id: watch', second), yaml('of: [who]', 'of: [who, who2]'));
		expect(found(texts)).toContain('places: the predictions of "watch" are not about the same events');
	});
	it('a translation does not say what it was made from', () => {
		expect(found({...toy, 'it.md': unstamped['it.md'] ?? ''})).toContain(
			'translation: "before" does not say which source it was made from',
		);
	});
	it('there is no source', () => {
		const {'en.md': _, ...others} = toy;
		expect(found(others)).toContain('locales: there is no source prose');
	});
});
