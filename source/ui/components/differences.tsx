/** The table of differences between the two sides of a compare. */
import type {Play} from '../../lesson/play.js';
import type {Rect} from '../../view/canvas.js';
import {fitText, textWidth} from '../../view/cell-width.js';
import {differenceRows, sideNames} from '../../view/compare-lines.js';
import {useGlyphs} from '../hooks/use-theme.js';
import {useWords} from '../hooks/use-words.js';
import {Grid} from './grid.js';

export interface DifferencesProps {
	readonly play: Play;
	readonly area: Rect;
}

export function Differences({play, area}: DifferencesProps) {
	const words = useWords();
	const glyphs = useGlyphs();
	const [left, right] = sideNames(play);
	const found = differenceRows(play, words, glyphs);
	const what = words.compare.column;
	// Signs in this column tell what was predicted, not what differs.
	const you = words.verdict.you;
	const widest = (texts: readonly string[]): number => Math.max(...texts.map(textWidth));
	const values = widest([left, ...found.map((row) => row.left)]) + widest([right, ...found.map((row) => row.right)]);
	const verdicts = widest([you, ...found.map((row) => row.verdict)]);
	// Every cell has a blank on either side. The words of the verdict give way first, then those of the question.
	const room = area.width - values - 8;
	const short = room - verdicts < widest(found.map((row) => row.what));
	const whatWidth = Math.max(8, room - (short ? textWidth(you) : verdicts));
	const rows = found.map((row) => ({
		[what]: textWidth(row.what) > whatWidth ? fitText(row.what, whatWidth) : row.what,
		[left]: row.left,
		[right]: row.right,
		[you]: short ? row.verdict.slice(0, 1) : row.verdict,
	}));
	return (
		<Grid
			area={area}
			columns={[what, left, right, you]}
			rows={rows}
			tokenOf={(text) => (text.startsWith(glyphs.ok) ? 'ok' : text.startsWith(glyphs.wrong) ? 'wrong' : 'text')}
		/>
	);
}
