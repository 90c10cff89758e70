/*
 * Records what tcpdump and libpcap make of frames and filters.
 *
 *     node test/conformance/console/tcpdump/record.mjs
 *
 * Reads frames.txt (a frame in hex a line) and filters.txt (an expression a line) of this folder. Writes packets.json,
 * what `tcpdump -r` prints of each frame under each set of options, and filters.json, what the compiler of libpcap makes of each
 * expression for a live capture on a veth (`tcpdump -ddd -O`): a program for the kernel, or an error.
 * Needs root, tcpdump 4.99.3, libpcap 1.10.3 and iproute2; makes a network namespace of its own and removes it.
 */
import {spawnSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

const here = import.meta.dirname;
const OPTIONS = [
	'-n',
	'-n -e',
	'-v',
	'-n -vv -e',
	'-n -vvv',
	'-n -q',
	'-n -q -e -v',
	'-n -x',
	'-n -XX',
	'-n -A -t',
	'-S -n -tt',
	'-n -ttt',
	'-n -K -vv -tttt',
];
const lines = (name) => readFileSync(join(here, name), 'utf8').trim().split('\n');

function pcap(frames) {
	const head = Buffer.alloc(24);
	head.writeUInt32LE(0xa1b2c3d4, 0);
	head.writeUInt16LE(2, 4);
	head.writeUInt16LE(4, 6);
	head.writeUInt32LE(262144, 16);
	head.writeUInt32LE(1, 20);
	const packets = frames.map((hex, index) => {
		const bytes = Buffer.from(hex, 'hex');
		const packet = Buffer.alloc(16);
		packet.writeUInt32LE(index + 1, 0);
		packet.writeUInt32LE((index * 12345) % 1_000_000, 4);
		packet.writeUInt32LE(bytes.length, 8);
		packet.writeUInt32LE(bytes.length, 12);
		return Buffer.concat([packet, bytes]);
	});
	return Buffer.concat([head, ...packets]);
}

/** Cuts a printout into packets by their numbers. */
function packetsOf(text, count) {
	const starts = Array.from({length: count}, (_, index) => text.indexOf(`${index === 0 ? '' : '\n'}${String(index + 1).padStart(5)}  `));
	return starts.map((start, index) => text.slice(start + (index === 0 ? 0 : 1), index + 1 < count ? starts[index + 1] + 1 : undefined));
}

const frames = lines('frames.txt');
const folder = mkdtempSync(join(tmpdir(), 'tcpdump-'));
writeFileSync(join(folder, 'frames.pcap'), pcap(frames));
const printed = OPTIONS.map((options) => {
	const words = ['-#', '-r', join(folder, 'frames.pcap'), ...options.split(' ')];
	const {stdout} = spawnSync('tcpdump', words, {encoding: 'latin1', env: {...process.env, TZ: 'UTC'}});
	return {options, packets: packetsOf(stdout, frames.length)};
});
rmSync(folder, {recursive: true});
writeFileSync(join(here, 'packets.json'), `${JSON.stringify(printed, null, '\t')}\n`);

const NAMESPACE = 'vswitch-lab-filters';
const ip = (...words) => spawnSync('ip', words, {encoding: 'utf8'});
ip('netns', 'add', NAMESPACE);
ip('-n', NAMESPACE, 'link', 'add', 'v0', 'type', 'veth', 'peer', 'name', 'v1');
for (const device of ['v0', 'v1']) ip('-n', NAMESPACE, 'link', 'set', device, 'up');
const compiled = lines('filters.txt').map((filter) => {
	const {status, stdout, stderr} = ip('netns', 'exec', NAMESPACE, 'tcpdump', '-i', 'v0', '-O', '-ddd', '--', filter);
	return status === 0 ? {filter, program: stdout.trim().split('\n').slice(1)} : {filter, error: stderr};
});
ip('netns', 'del', NAMESPACE);
writeFileSync(join(here, 'filters.json'), `${JSON.stringify(compiled, null, '\t')}\n`);
