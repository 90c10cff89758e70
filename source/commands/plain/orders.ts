/** Orders: the letters that ask for help, a hint, another step or the way out, wherever a line is read. */
import {factsOf} from '../../lesson/facts.js';
import type {Play} from '../../lesson/play.js';
import {hasGoals} from '../../lesson/schema.js';
import type {Catalogue} from '../../locale/en.js';
import {refusalText} from '../../view/refusal-text.js';
import type {Line, Order} from './reader.js';
import {paragraphs} from './step-text.js';
import {say, tellOutcome} from './telling.js';
import type {TextIo} from './text-io.js';

/** How a step goes on after something was said. */
export type Turn = 'again' | 'moved' | 'left' | 'ended';

/** Does what a letter asks for. */
export async function obey(line: Line, play: Play, io: TextIo, words: Catalogue): Promise<Turn> {
	if (line.kind === 'end') return 'ended';
	if (line.kind === 'text') return 'again';
	return obeyOrder(line.order, play, io, words);
}

function obeyOrder(order: Order, play: Play, io: TextIo, words: Catalogue): Turn {
	switch (order) {
		case 'help':
			io.say(words.plain.help);
			return 'again';
		case 'leave':
			return 'left';
		case 'hint':
		case 'solution':
		case 'reset':
		case 'previous':
		case 'skip': {
			const reply = play.dispatch({kind: order});
			if (reply.kind === 'refused') {
				io.say(refusalText(reply, words));
				return 'again';
			}
			if (order === 'hint') {
				const opened = factsOf(play).hints.at(-1);
				say(io, opened ? [`${words.hint}: ${paragraphs(opened).join(' ')}`] : []);
			}
			if (order === 'solution') tellSolution(play, io, words);
			return order === 'hint' || order === 'solution' ? 'again' : 'moved';
		}
		default:
			return order satisfies never;
	}
}

function tellSolution(play: Play, io: TextIo, words: Catalogue): void {
	const {step} = play;
	if (hasGoals(step) && play.record.commands.length > 0) {
		say(io, [words.plain.solutionTyped, ...step.solution.map(({on, run}) => `  ${words.console.prompt(on)}${run}`)]);
		return;
	}
	tellOutcome(play, io, words);
}
