/** The frame of every screen: header, rules, footer, and the panes between. */
import {Box} from 'ink';
import type {ReactNode} from 'react';
import {type FooterKey, footerLine, type HeaderModel, headerLine} from '../../view/bar-lines.js';
import type {Layout} from '../../view/layout.js';
import type {Line} from '../../view/token.js';
import {useGlyphs} from '../hooks/use-theme.js';
import {Pane} from './pane.js';

export interface FrameProps {
	readonly layout: Layout;
	readonly header: HeaderModel;
	readonly keys: {readonly left: readonly FooterKey[]; readonly right: readonly FooterKey[]};
	readonly message: string;
	/** What stands on the rules of the layout, in their order. */
	readonly rules: readonly Line[];
	readonly children?: ReactNode;
}

export function Frame({layout, header, keys, message, rules, children}: FrameProps) {
	const glyphs = useGlyphs();
	return (
		<Box width={layout.columns} height={layout.rows} overflow="hidden">
			<Pane area={layout.header} lines={[headerLine(header, layout.columns, glyphs)]} />
			{children}
			{rules.map((rule, index) =>
				// Where something lies over the panes, the rules between them are gone.
				rule.length > 0 ? (
					<Pane key={layout.rules[index]} area={{x: 0, y: layout.rules[index] ?? 0, width: layout.columns, height: 1}} lines={[rule]} />
				) : null,
			)}
			<Pane area={layout.footer} lines={[footerLine(keys.left, keys.right, message, layout.columns)]} />
		</Box>
	);
}
