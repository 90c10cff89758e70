/** The explosion on the screen: parameters, and what becomes of the tables. */
import {useWindowSize} from 'ink';
import {useSyncExternalStore} from 'react';
import {type FooterKey, ruleLine} from '../../view/bar-lines.js';
import {wrapText} from '../../view/cell-width.js';
import {explosionLayout} from '../../view/explosion/explosion-layout.js';
import {parameterLines} from '../../view/explosion/parameter-lines.js';
import {resultLines} from '../../view/explosion/result-lines.js';
import {helpLines} from '../../view/overlay-lines.js';
import {line} from '../../view/token.js';
import {Frame} from '../components/frame.js';
import {Pane} from '../components/pane.js';
import {TooSmall} from '../components/too-small.js';
import {EXPLOSION_CONTEXTS, keyGroups} from '../help.js';
import {useKeys} from '../hooks/use-keys.js';
import {useGlyphs} from '../hooks/use-theme.js';
import {useWords} from '../hooks/use-words.js';
import {keyLabel} from '../keys.js';
import type {ExplosionController} from './explosion-controller.js';

export function ExplosionScreen({controller}: {readonly controller: ExplosionController}) {
	useSyncExternalStore(controller.subscribe, () => controller.version);
	useKeys((name) => controller.press(name));
	const {columns, rows} = useWindowSize();
	const words = useWords();
	const glyphs = useGlyphs();
	const {front, help, message} = controller;
	const {base, parameters, result, divider, wide} = explosionLayout(columns, rows, front);
	if (base.kind === 'none') return <TooSmall layout={base} />;
	const {content} = base;
	const over = {...content, x: 2, width: columns - 4};
	const between = help ? -1 : divider;
	return (
		<Frame
			layout={base}
			header={{lesson: 'vswitch-lab', title: words.explosion.title, kind: '', step: 0, steps: [], mode: words.explosion.mode}}
			keys={footerKeys(controller, base.kind === 'narrow', words)}
			message={message}
			rules={[ruleLine(columns, between, 'below', glyphs), ruleLine(columns, between, 'above', glyphs)]}
		>
			{help ? (
				<Pane
					area={over}
					lines={[
						...wrapText(words.explosion.help, over.width).map((row) => line(row)),
						line(''),
						...helpLines(keyGroups(words, EXPLOSION_CONTEXTS), over.width),
					]}
				/>
			) : null}
			{help || divider < 0 ? null : (
				<Pane
					area={{x: divider, y: content.y, width: 1, height: content.height}}
					lines={Array.from({length: content.height}, () => line(glyphs.line('l-l-'), 'rule'))}
				/>
			)}
			{help || !parameters ? null : <Pane area={parameters} lines={parameterLines(controller, parameters, words.explosion, glyphs)} />}
			{help || !result ? null : <Pane area={result} lines={resultLines(controller.result(), {...result, wide}, words, glyphs)} />}
		</Frame>
	);
}

function footerKeys(
	{phase, help, front}: ExplosionController,
	isNarrow: boolean,
	words: ReturnType<typeof useWords>,
): {left: FooterKey[]; right: FooterKey[]} {
	const {footer} = words.explosion;
	const key = (intent: Parameters<typeof keyLabel>[0], word: string): FooterKey => ({key: keyLabel(intent, ['explosion']) ?? '', word});
	if (help) return {left: [], right: [key('stop', words.keys.cancel.short)]};
	const run = phase === 'running' ? key('stop', footer.stop) : key('run', phase === 'ready' ? footer.run : footer.again);
	const {left, right} = {left: keyLabel('less', ['explosion']), right: keyLabel('more', ['explosion'])};
	return {
		left: [
			run,
			...(isNarrow ? [key('flip-pane', front === 'parameters' ? footer.result : footer.parameters)] : []),
			{key: `${left} ${right}`, word: footer.change},
			key('beside', footer.compare),
		],
		right: [key('help', words.keys.help.short), key('back', words.footer.leave)],
	};
}
