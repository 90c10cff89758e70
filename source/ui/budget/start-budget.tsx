/** Opens the time budget on the screen. */
import type {Sheet} from '../../engine/budget/sheet.js';
import {type Opening, openScreen} from '../open-screen.js';
import {BudgetScreen} from './budget-screen.js';

/** Resolves with the exit code when the screen is left. */
export function startBudget(sheet: Sheet, opening: Opening): Promise<number> {
	return openScreen(opening, (host) => ({node: <BudgetScreen sheet={sheet} host={host} />, close: () => undefined}));
}
