/** A lab file: its text becomes a lab that the engine has built once, or a list of problems with their lines. */
import {buildWorld} from '../engine/build-world.js';
import {type Lab, labSchema} from '../engine/lab.js';
import {printable} from './printable.js';
import {schemaIssues} from './schema-issue.js';
import {readYaml, type YamlPath} from './yaml-text.js';

export interface LabTextProblem {
	/** From 1. */
	line: number;
	message: string;
}

export type LabText = {kind: 'lab'; lab: Lab} | {kind: 'failed'; problems: readonly LabTextProblem[]};

/** Reads a lab. Never throws for what the text says, and says nothing that a terminal would take for an order. */
export function readLab(text: string): LabText {
	const read = readText(text);
	if (read.kind === 'lab') return read;
	return {kind: 'failed', problems: read.problems.map(({line, message}) => ({line, message: printable(message)}))};
}

function readText(text: string): LabText {
	const yaml = readYaml(text);
	if (yaml.kind === 'failed') return {kind: 'failed', problems: [{line: yaml.line, message: yaml.message}]};
	const {value, lineAt} = yaml;
	const checked = labSchema.safeParse(value);
	if (!checked.success)
		return {
			kind: 'failed',
			problems: schemaIssues(checked.error.issues).map(({path, message}) => ({
				line: lineAt(path),
				message: `${path.join('.') || 'lab'}: ${message}`,
			})),
		};
	const built = buildWorld(checked.data);
	if (built.kind === 'built') return {kind: 'lab', lab: checked.data};
	return {
		kind: 'failed',
		problems: built.problems.map(({path, message}) => ({line: lineAt(steps(path)), message: `${path}: ${message}`})),
	};
}

/** `machines[0].devices[1].lower` as a path. */
function steps(path: string): YamlPath {
	return path
		.split(/[.[\]]/)
		.filter((part) => part !== '')
		.map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}
