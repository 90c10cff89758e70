/*
 * Figures: what stands beside the text where no world does
 *
 * Bars show numbers that somebody measured or the text reckons with, with their source. A ledger shows what a
 * packet costs on its way, stage by stage, against the time until the next one; its prices are those of the
 * time budget, so it can never disagree with `vswitch-lab budget`.
 */
import * as z from 'zod';
import {budgetSchema} from '../engine/lab-budget.js';
import {keySchema} from './question.js';

const barsSchema = z.strictObject({
	kind: z.literal('bars'),
	/** Written behind each number: `%`, `Mpps`. */
	unit: z.string().max(8),
	/** How the lengths grow; for numbers that are far apart. */
	scale: z.enum(['linear', 'logarithmic']).default('linear'),
	/** Whose numbers they are. */
	source: z.string(),
	/** Words for each stand in the prose under `figure`. */
	rows: z
		.array(z.strictObject({key: keySchema, value: z.number().nonnegative()}))
		.min(2)
		.max(10),
});

const ledgerSchema = z.strictObject({
	kind: z.literal('ledger'),
	/** The first of its paths is shown. */
	sheet: budgetSchema,
});

export const figureSchema = z.discriminatedUnion('kind', [barsSchema, ledgerSchema]);
export type Figure = z.output<typeof figureSchema>;
export type BarsFigure = Extract<Figure, {kind: 'bars'}>;

/** Keys of a figure that the prose has words for. */
export function figureKeys(figure: Figure | undefined): string[] {
	return figure?.kind === 'bars' ? figure.rows.map(({key}) => key) : [];
}
