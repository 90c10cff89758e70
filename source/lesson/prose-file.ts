/*
 * The prose half of a lesson: <locale>.md
 *
 * One file a language. `#` is the lesson's title, with its summary below.
 * `## Title {#step-id}` begins the words of a step; the ids `objectives`,
 * `misconceptions` and `glossary` are lists of the lesson itself. Inside a step,
 * `###` headings name sections by fixed English words, the same in every
 * language: `question`, `options`, `feedback`, `hint` (as often as there are
 * hints), `explanation`, `slide`, `today`, `rounds`, `sides`, `goals`, `pass`,
 * `fail`, `notes`. Some of them are lists of `- key: text`.
 *
 * A translation records the source that it was made from:
 * `## Titolo {#step-id of=1a2b3c4d}`, the fingerprint of the source section.
 */
import type {Heading, List, RootContent} from 'mdast';
import {fromMarkdown} from 'mdast-util-from-markdown';
import {fingerprint} from './fingerprint.js';
import {BLOCK_SECTIONS, type BlockSection, ENTRY_SECTIONS, type EntrySection, type LessonProse, type StepProse} from './lesson.js';
import type {Problem} from './problem.js';
import {type Block, itemSpans, lineOf, type ProseSpan, plainProse, toBlocks, toSpans} from './prose.js';

/** Sections of the lesson that are not steps. */
const LESSON_LISTS = ['objectives', 'misconceptions', 'glossary'] as const;
type LessonList = (typeof LESSON_LISTS)[number];

/** A `##` section as it stands in the file. */
export interface Section {
	id: string;
	line: number;
	/** Fingerprint of its own text. */
	print: string;
	/** Fingerprint of the source that a translation was made from. */
	madeFrom: string | undefined;
}

export interface ProseFile {
	prose: LessonProse;
	sections: readonly Section[];
	problems: readonly Problem[];
}

const HEADING = /^(.*?)\s*\{#([a-z][a-z0-9-]*)(?:\s+of=([0-9a-f]{8}))?\}$/;

/** Reads `<locale>.md`. Never throws: what is wrong is a problem. */
export function parseProse(locale: string, text: string): ProseFile {
	const file = `${locale}.md`;
	const problems: Problem[] = [];
	const report = (line: number, message: string, remedy: string): void => {
		problems.push({file, line, check: 'prose', message, remedy});
	};
	const onProblem = (line: number, message: string): void => report(line, message, 'Remove it or write it as plain text.');
	const nodes = fromMarkdown(text).children;
	const lines = text.split('\n');
	const [preface, ...parts] = split(nodes, 2);
	const sections: Section[] = [];
	const steps: Record<string, StepProse> = {};
	const lists: Record<LessonList, Record<string, ProseSpan[]>> = {objectives: {}, misconceptions: {}, glossary: {}};
	const title = preface?.find((node) => node.type === 'heading' && node.depth === 1) as Heading | undefined;
	if (!title) report(1, 'the lesson has no title', 'Begin the file with "# Title".');

	parts.forEach((part, index) => {
		const [head, ...body] = part as [Heading, ...RootContent[]];
		const line = lineOf(head);
		const match = HEADING.exec(plainProse(toSpans(head.children, onProblem)));
		if (!match?.[2]) {
			report(line, 'this heading names no step', 'Write the id behind the title: "## Title {#step-id}".');
			return;
		}
		const [, name = '', id, madeFrom] = match;
		const next = parts[index + 1]?.[0];
		const raw = [name, ...lines.slice(line, next ? lineOf(next) - 1 : undefined)].join('\n');
		if (sections.some((section) => section.id === id)) {
			report(line, `"${id}" is here a second time`, 'Give every section an id of its own.');
			return;
		}
		sections.push({id, line, print: fingerprint(raw), madeFrom});
		if (isLessonList(id)) lists[id] = entriesOf(body, report);
		else steps[id] = parseStep(id, name, line, body, report, onProblem);
	});
	const prose: LessonProse = {
		locale,
		title: title ? plainProse(toSpans(title.children, onProblem)) : '',
		summary: toBlocks(preface?.filter((node) => node !== title) ?? [], onProblem),
		...lists,
		steps,
	};
	return {prose, sections, problems};
}

type Report = (line: number, message: string, remedy: string) => void;

function parseStep(
	id: string,
	title: string,
	line: number,
	body: readonly RootContent[],
	report: Report,
	onProblem: (line: number, message: string) => void,
): StepProse {
	const [text = [], ...parts] = split(body, 3);
	const step: StepProse = {
		id,
		title,
		line,
		text: toBlocks(text, onProblem),
		question: [],
		entries: Object.fromEntries(ENTRY_SECTIONS.map((section) => [section, {}])) as StepProse['entries'],
		hints: [],
		explanation: [],
		slide: [],
		today: [],
		notes: [],
	};
	const entries = step.entries as Record<EntrySection, Record<string, ProseSpan[]>>;
	const seen = new Set<string>();
	for (const [head, ...content] of parts as [Heading, ...RootContent[]][]) {
		const name = plainProse(toSpans(head.children, onProblem));
		if (seen.has(name)) report(lineOf(head), `step "${id}" has two sections "${name}"`, 'Join them.');
		if (name === 'hint') {
			step.hints.push(toBlocks(content, onProblem));
			continue;
		}
		seen.add(name);
		if (isEntrySection(name)) entries[name] = entriesOf(content, report);
		else if (isBlockSection(name)) step[name] = toBlocks(content, onProblem);
		else
			report(
				lineOf(head),
				`there is no section "${name}"`,
				`The sections are ${[...BLOCK_SECTIONS, 'hint', ...ENTRY_SECTIONS].join(', ')}.`,
			);
	}
	return step;
}

/** A list of `key: text` as a record. */
function entriesOf(nodes: readonly RootContent[], report: Report): Record<string, ProseSpan[]> {
	const entries: Record<string, ProseSpan[]> = {};
	for (const node of nodes) {
		if (node.type !== 'list') {
			report(lineOf(node), 'only a list of "- key: text" stands here', 'Write every line as "- key: text".');
			continue;
		}
		for (const item of (node as List).children) {
			const spans = itemSpans(item.children, (line, message) => report(line, message, 'Write every line as "- key: text".'));
			const match = /^([\w./-]+):\s*/.exec(spans[0]?.kind === 'text' ? spans[0].text : '');
			const key = match?.[1];
			if (!match || !key) {
				report(lineOf(item), 'this line has no key', 'Write "- key: text", with the key of lesson.yaml.');
				continue;
			}
			if (Object.hasOwn(entries, key)) report(lineOf(item), `"${key}" is here a second time`, 'Keep one of them.');
			const [first, ...rest] = spans as [ProseSpan, ...ProseSpan[]];
			entries[key] = [{...first, text: first.text.slice(match[0].length)}, ...rest].filter((span) => span.text !== '');
		}
	}
	return entries;
}

/** Parts that begin with a heading of this depth; the first part is what stands before any. */
function split(nodes: readonly RootContent[], depth: number): RootContent[][] {
	const parts: RootContent[][] = [[]];
	for (const node of nodes) {
		if (node.type === 'heading' && node.depth === depth) parts.push([node]);
		else (parts.at(-1) as RootContent[]).push(node);
	}
	return parts;
}

function isLessonList(id: string): id is LessonList {
	return (LESSON_LISTS as readonly string[]).includes(id);
}

function isEntrySection(name: string): name is EntrySection {
	return (ENTRY_SECTIONS as readonly string[]).includes(name);
}

function isBlockSection(name: string): name is BlockSection {
	return (BLOCK_SECTIONS as readonly string[]).includes(name);
}

export type {Block};
