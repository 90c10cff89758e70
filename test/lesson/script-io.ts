/** Linear text with answers from a list, as a pipe would give them; what was written is kept. */
import {type TextIo, wrap} from '../../source/commands/plain/text-io.js';

export interface ScriptIo extends TextIo {
	transcript(): string;
	/** Answers that nobody asked for. */
	unused(): readonly string[];
}

export function scriptIo(answers: readonly string[]): ScriptIo {
	const rest = [...answers];
	return {...answeringIo(() => rest.shift()), unused: () => rest};
}

/** The same with answers that are found when they are asked for; `undefined` ends the input. */
export function answeringIo(answer: (prompt: string) => string | undefined): Omit<ScriptIo, 'unused'> {
	let written = '';
	return {
		interactive: false,
		say(text) {
			written += `${wrap(text, 80)}\n`;
		},
		print(text) {
			written += text.endsWith('\n') ? text : `${text}\n`;
		},
		async ask(prompt) {
			const given = answer(prompt);
			written += `${prompt}${given ?? ''}\n`;
			return given;
		},
		close() {},
		transcript: () => written,
	};
}
