/** Plays one recording and judges it. */
import {compare, compareInitial} from './compare.js';
import type {Divergence} from './divergence.js';
import type {Observation} from './observation.js';
import {play} from './play.js';
import type {Parsed, RecordingProblem} from './recording.js';
import type {Stimulus} from './recording-schema.js';
import {setUp} from './set-up.js';

export interface Step {
	stimulus: Stimulus;
	observation: Observation;
}

export type Verdict =
	/** Without `check`: played to the end, nothing compared. */
	| {kind: 'played'; name: string; steps: Step[]}
	/** Engine and recording agree in everything that the recording expects. */
	| {kind: 'passed'; name: string; steps: Step[]}
	/** They part here; `steps` end with the stimulus in question. */
	| {kind: 'failed'; name: string; steps: Step[]; divergence: Divergence}
	/** Something in the recording is not understood here; what was compared agreed. */
	| {kind: 'skipped'; name: string; steps: Step[]; reasons: string[]}
	/** The file is no recording. */
	| {kind: 'wrong'; problems: RecordingProblem[]};

/** Flags of entries that a lab can be set up with. */
const FDB_FLAGS = ['sticky', 'extern_learn'];

/** Plays what `parseRecording` read; with `check` compares and stops at the first divergence. */
export function judge(parsed: Parsed, check: boolean): Verdict {
	if (parsed.kind === 'wrong') return parsed;
	if (parsed.kind === 'foreign') return {kind: 'skipped', name: parsed.name, steps: [], reasons: [parsed.why]};
	const {recording, strangers, problemAt} = parsed;
	const {name} = recording;
	const steps: Step[] = [];
	const {device} = recording;
	const entries = device.type === 'ovs' ? [] : (device.staticFdb ?? []);
	const flags = entries.flatMap((entry) => entry.flags).filter((flag) => !FDB_FLAGS.includes(flag));
	// The set-up of a switch is typed: what its device says beside it needs no understanding.
	const isTyped = device.type === 'ovs' && recording.initial.setup !== undefined;
	const unknown = isTyped ? strangers.filter((path) => !/^(?:device|peers|links)\b/.test(path)) : strangers;
	const reasons = [...unknown.map((path) => `${path} is not known`), ...flags.map((flag) => `FDB flag ${flag} is not known`)];
	const isLabClear = flags.length === 0 && unknown.every((path) => /^(?:expect|stimuli|initial)\b/.test(path));
	if (!isLabClear) return {kind: 'skipped', name, steps, reasons};
	const setup = setUp(recording);
	if (setup.kind === 'refused') return {kind: 'wrong', problems: [problemAt(setup.path, setup.message)]};
	const initial = check ? compareInitial(recording, setup.world) : undefined;
	if (initial) return {kind: 'failed', name, steps, divergence: initial};

	for (const observation of play(recording, setup.world)) {
		const index = steps.length;
		const stimulus = recording.stimuli[index];
		const expected = recording.expect[index];
		if (!stimulus || !expected) break;
		steps.push({stimulus, observation});
		if (observation.lost !== undefined) {
			reasons.push(`${observation.id}: ${observation.lost}`);
			break;
		}
		const divergence = check ? compare(recording, expected, observation) : undefined;
		if (divergence) return {kind: 'failed', name, steps, divergence};
	}
	if (reasons.length > 0) return {kind: 'skipped', name, steps, reasons};
	return {kind: check ? 'passed' : 'played', name, steps};
}
