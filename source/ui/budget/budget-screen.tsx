/** The time budget on the screen: stages at the left, what comes of them at the right; every edit is simulated at once. */
import {useWindowSize} from 'ink';
import {useMemo, useRef, useState} from 'react';
import type {Outcome} from '../../engine/budget/outcome.js';
import {type Path, type Setup, stageAt} from '../../engine/budget/path.js';
import {isReady} from '../../engine/budget/ready-paths.js';
import type {Sheet} from '../../engine/budget/sheet.js';
import {simulate} from '../../engine/budget/simulate.js';
import type {Traffic} from '../../engine/budget/traffic.js';
import type {FooterKey} from '../../view/bar-lines.js';
import {ruleLine, tabLine} from '../../view/bar-lines.js';
import {budgetLayout} from '../../view/budget/budget-layout.js';
import {stageName} from '../../view/budget/budget-names.js';
import {costList} from '../../view/budget/cost-list.js';
import {dividedRule, dividerLines, stageLines} from '../../view/budget/pane-lines.js';
import {resultLines} from '../../view/budget/result-lines.js';
import {settingsLines} from '../../view/budget/settings-lines.js';
import {sourceLines} from '../../view/budget/source-lines.js';
import {placeOf} from '../../view/budget/stage-rows.js';
import {helpLines} from '../../view/overlay-lines.js';
import {type Line, line} from '../../view/token.js';
import {Frame} from '../components/frame.js';
import {Pane} from '../components/pane.js';
import {TooSmall} from '../components/too-small.js';
import type {Host} from '../desk.js';
import {BUDGET_CONTEXTS, keyGroups} from '../help.js';
import {useKeys} from '../hooks/use-keys.js';
import {useGlyphs} from '../hooks/use-theme.js';
import {useWords} from '../hooks/use-words.js';
import {intentOf, keyLabel} from '../keys.js';
import {type BudgetState, contextsOf, createBudgetState, otherPath, pathAt, pressed} from './budget-state.js';

export interface BudgetScreenProps {
	readonly sheet: Sheet;
	readonly host: Omit<Host, 'leaveLesson' | 'copy'>;
}

/** Packets of a run: enough for any ring to fill, few enough that a key is answered at once. */
const PACKETS = 100_000;

export function BudgetScreen({sheet, host}: BudgetScreenProps) {
	const {columns, rows} = useWindowSize();
	const words = useWords();
	const signs = useGlyphs();
	const [state, setState] = useState(() => createBudgetState(sheet));
	const {setup, layer} = state;
	const path = pathAt(state);
	const other = otherPath(state);
	const {traffic} = state;
	const outcome = useMemo(() => run(path, setup, traffic), [path, setup, traffic]);
	const against = useMemo(() => other && run(other, setup, traffic), [other, setup, traffic]);

	// Keys that came in one piece follow each other before anything is drawn.
	const latest = useRef(state);
	const change = (next: BudgetState): void => {
		latest.current = next;
		setState(next);
	};
	useKeys((name, input) => {
		const now = latest.current;
		const intent = intentOf(name, contextsOf(now));
		if (intent === 'leave') host.exit(130);
		else if (intent === 'suspend') host.suspend(() => change({...latest.current, message: words.messages.noSuspend}));
		else if (intent === 'redraw') host.redraw();
		else if (intent === 'back' && now.layer.kind === 'none') host.exit(0);
		else change(pressed(now, intent, name === 'backspace' ? '\b' : input, words));
	});

	const top = settingsLines({
		path,
		place: state.at + 1,
		places: state.paths.length,
		other,
		setup,
		traffic,
		width: Math.max(1, columns - 2),
		words,
		signs,
	});
	const {layout, top: topArea, body, stages, result, source, divider} = budgetLayout(columns, rows, top.length, state.pane);
	if (layout.kind === 'none') return <TooSmall layout={layout} />;
	const place = placeOf(path, state.cursor);
	const stage = place && stageAt(path, place);
	const {panes} = words.budget.screen;
	const frame = (rules: readonly Line[], message: string, children: React.ReactNode) => (
		<Frame
			layout={layout}
			header={{lesson: 'vswitch-lab', title: words.budget.title, kind: '', step: 0, steps: [], mode: words.budget.mode}}
			keys={footerOf(state, words, layout.kind === 'narrow')}
			message={message}
			rules={rules}
		>
			{children}
		</Frame>
	);
	if (layer.kind === 'help') {
		const area = {...layout.content, x: 2, width: columns - 4};
		const lines = helpLines(keyGroups(words, BUDGET_CONTEXTS), area.width);
		const from = Math.min(layer.top, Math.max(0, lines.length - area.height));
		return frame(
			[ruleLine(columns, -1, 'below', signs), [], ruleLine(columns, -1, 'above', signs)],
			'',
			<Pane area={area} lines={lines.slice(from)} />,
		);
	}
	const overlay =
		layer.kind === 'add'
			? costList(layer.cursor, setup.frame, body, words, signs)
			: layer.kind === 'source' && stage
				? sourceLines(stage, setup.frame, body.width, words)
				: undefined;
	const tabs = [
		{name: panes.stages, active: stages !== undefined, focused: stages !== undefined},
		...(divider ? [] : [{name: panes.result, active: result !== undefined, focused: result !== undefined}]),
	];
	const parted = divider && !overlay ? divider.x : -1;
	const rule =
		parted === -1
			? tabLine(tabs, line(''), columns, signs)
			: dividedRule(columns, parted, panes.stages, against ? panes.other : panes.result, signs);
	const message =
		layer.kind === 'edit' && stage ? words.budget.screen.edit(stageName(stage, words)) + layer.text + signs.cursor : state.message;
	return frame(
		[ruleLine(columns, -1, 'below', signs), rule, ruleLine(columns, parted, 'above', signs)],
		message,
		<>
			<Pane area={topArea} lines={top} />
			{overlay && <Pane area={body} lines={overlay} />}
			{!overlay && stages && <Pane area={stages} lines={stageLines(path, setup, {...stages, cursor: state.cursor, words, signs})} />}
			{!overlay && divider && <Pane area={divider} lines={dividerLines(divider.height, signs)} />}
			{!overlay && source && stage && <Pane area={source} lines={[line(''), ...sourceLines(stage, setup.frame, source.width, words)]} />}
			{!overlay && result && (
				<Pane
					area={result}
					lines={resultLines(
						{path, outcome, isReady: isReady(path)},
						other && against ? {path: other, outcome: against} : undefined,
						setup,
						traffic,
						{width: result.width, height: result.height, words, signs},
					)}
				/>
			)}
		</>,
	);
}

function run(path: Path, setup: Setup, traffic: Traffic): Outcome {
	return simulate(path, setup, {...traffic, packets: Math.min(PACKETS, traffic.packets)});
}

function footerOf({layer}: BudgetState, words: ReturnType<typeof useWords>, isNarrow: boolean): {left: FooterKey[]; right: FooterKey[]} {
	const close = {key: 'Esc', word: words.keys.cancel.short};
	const key = (intent: Parameters<typeof keyLabel>[0], word = words.keys[intent].short): FooterKey => ({
		key: keyLabel(intent, ['budget']) ?? '',
		word,
	});
	switch (layer.kind) {
		case 'help':
		case 'source':
			return {left: [{key: `${keyLabel('up', ['budget'])} ${keyLabel('down', ['budget'])}`, word: words.footer.scroll}], right: [close]};
		case 'edit':
			return {left: [], right: [{key: 'Enter', word: words.keys['edit-price'].short}, close]};
		case 'add':
			return {left: [], right: [{key: 'Enter', word: words.keys['add-stage'].short}, close]};
		case 'none':
			return {
				left: [
					...(isNarrow ? [key('other-pane')] : []),
					key('path-next'),
					key('versus'),
					key('edit-price'),
					key('source'),
					key('add-stage'),
					key('remove-stage'),
					key('reset-path'),
				],
				right: [key('help'), {key: 'q', word: words.footer.leave}],
			};
		default:
			return layer satisfies never;
	}
}
