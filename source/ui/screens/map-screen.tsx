/** The map of the course: the path of lessons, the last place preselected. */
import {useWindowSize} from 'ink';
import {useMemo, useState} from 'react';
import type {FooterKey} from '../../view/bar-lines.js';
import {ruleLine} from '../../view/bar-lines.js';
import {layoutOf} from '../../view/layout.js';
import {mapLines} from '../../view/map-lines.js';
import {helpLines} from '../../view/overlay-lines.js';
import {reviewLines} from '../../view/review-lines.js';
import {Frame} from '../components/frame.js';
import {Pane} from '../components/pane.js';
import {TooSmall} from '../components/too-small.js';
import type {Course} from '../course.js';
import type {Host} from '../desk.js';
import {keyGroups} from '../help.js';
import {useKeys} from '../hooks/use-keys.js';
import {useGlyphs} from '../hooks/use-theme.js';
import {useWords} from '../hooks/use-words.js';
import {intentOf} from '../keys.js';

/** Rows that a page key scrolls. */
const PAGE = 8;

export interface MapScreenProps {
	readonly course: Course;
	readonly host: Host;
	/** Said in the footer until a key is pressed. */
	readonly message: string;
	readonly onOpen: (lesson: string) => void;
}

export function MapScreen({course, host, message, onOpen}: MapScreenProps) {
	const {columns, rows} = useWindowSize();
	const words = useWords();
	const glyphs = useGlyphs();
	const [cursor, setCursor] = useState(() => course.first());
	const [layer, setLayer] = useState<'none' | 'help' | 'restart' | 'review'>('none');
	const [scroll, setScroll] = useState(0);
	const [said, setSaid] = useState(message);
	const stations = course.stations();
	const here = stations[cursor];
	const layout = layoutOf(columns, rows);
	const width = layout.columns - 4;
	const looking = layer === 'review' ? here?.id : undefined;
	const review = useMemo(
		() => (looking === undefined ? [] : reviewLines(course.reviewed(looking), {width, words, signs: glyphs})),
		[looking, width, course, words, glyphs],
	);
	const lastRow = Math.max(0, review.length - layout.content.height);

	useKeys((name) => {
		const intent = intentOf(name, layer === 'restart' ? ['confirm'] : ['map']);
		setSaid('');
		if (intent === 'leave') host.exit(130);
		else if (intent === 'suspend') host.suspend(() => setSaid(words.messages.noSuspend));
		else if (intent === 'redraw') host.redraw();
		else if (layer === 'help') setLayer('none');
		else if (layer === 'review') {
			const by = {up: -1, down: 1, 'page-up': -PAGE, 'page-down': PAGE}[String(intent)];
			if (by === undefined) setLayer('none');
			else setScroll((at) => Math.max(0, Math.min(lastRow, at + by)));
		} else if (layer === 'restart') {
			if (intent === 'yes' && here) course.restart(here.id);
			if (intent === 'yes' || intent === 'no') setLayer('none');
		} else if (intent === 'back') host.exit(0);
		else if (intent === 'help') setLayer('help');
		else if (intent === 'review' && here && here.state.kind !== 'new') {
			setScroll(0);
			setLayer('review');
		} else if (intent === 'up' || intent === 'down')
			setCursor(Math.max(0, Math.min(stations.length - 1, cursor + (intent === 'down' ? 1 : -1))));
		else if (intent === 'number' && stations[Number(name) - 1]) setCursor(Number(name) - 1);
		else if (intent === 'confirm' && here) onOpen(here.id);
		else if (intent === 'reset' && here && here.state.kind !== 'new') setLayer('restart');
	});

	if (layout.kind === 'none') return <TooSmall layout={layout} />;
	const area = {...layout.content, x: 2, width};
	const {lines, first} = mapLines(stations, cursor, area.width, words, glyphs);
	const top = Math.max(0, Math.min(first - 3, lines.length - area.height));
	const shown = layer === 'help' ? helpLines(keyGroups(words), width) : layer === 'review' ? review.slice(scroll) : lines.slice(top);
	const question = layer === 'restart' && here ? `${words.map.restart(here.title)} ${words.messages.yesNo}` : '';
	return (
		<Frame
			layout={{...layout, rules: [1, layout.rows - 2]}}
			header={{
				lesson: layer === 'review' && here ? here.id : 'vswitch-lab',
				title: layer === 'review' && here ? words.review.lesson : words.map.title,
				kind: '',
				step: 0,
				steps: [],
				mode: words.modes.map,
			}}
			keys={footer(words, layer, here?.state.kind === 'new')}
			message={question || said}
			rules={[ruleLine(columns, -1, 'below', glyphs), ruleLine(columns, -1, 'above', glyphs)]}
		>
			<Pane area={area} lines={shown} />
		</Frame>
	);
}

function footer(
	words: ReturnType<typeof useWords>,
	layer: 'none' | 'help' | 'restart' | 'review',
	isNew: boolean,
): {left: FooterKey[]; right: FooterKey[]} {
	if (layer === 'help') return {left: [], right: [{key: 'Esc', word: words.keys.cancel.short}]};
	if (layer === 'review')
		return {left: [{key: 'PgDn', word: words.keys['page-down'].short}], right: [{key: 'Esc', word: words.keys.cancel.short}]};
	if (layer === 'restart') return {left: [], right: []};
	const left = [
		{key: 'Enter', word: words.footer.goOn},
		...(isNew
			? []
			: [
					{key: 'v', word: words.keys.review.short},
					{key: 'x', word: words.keys.reset.short},
				]),
	];
	return {
		left,
		right: [
			{key: '?', word: words.keys.help.short},
			{key: 'q', word: words.footer.leave},
		],
	};
}
