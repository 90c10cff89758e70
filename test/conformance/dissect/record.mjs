/*
 * Records what Wireshark reads in frames: `node test/conformance/dissect/record.mjs`
 *
 * Takes the frames of `tshark.json`, lets tshark 4.0 take them apart, and writes its fields back beside them:
 * name, first octet, octets, and what it shows. Which fields are kept is what is there already: a new frame
 * begins with the names that the test is to compare.
 */
import {execFileSync} from 'node:child_process';
import {readFileSync, rmSync, writeFileSync} from 'node:fs';

const file = new URL('tshark.json', import.meta.url);
const capture = new URL('frames.pcap', import.meta.url);
const recording = JSON.parse(readFileSync(file, 'utf8'));

function pcap(frames) {
	const head = Buffer.alloc(24);
	head.writeUInt32LE(0xa1b2c3d4, 0);
	head.writeUInt16LE(2, 4);
	head.writeUInt16LE(4, 6);
	head.writeUInt32LE(65535, 16);
	head.writeUInt32LE(1, 20);
	const packets = frames.flatMap((hex, second) => {
		const bytes = Buffer.from(hex, 'hex');
		const record = Buffer.alloc(16);
		record.writeUInt32LE(second, 0);
		record.writeUInt32LE(bytes.length, 8);
		record.writeUInt32LE(bytes.length, 12);
		return [record, bytes];
	});
	return Buffer.concat([head, ...packets]);
}

function fieldsOf(packet, names) {
	const fields = [];
	for (const [, name, rest] of packet.matchAll(/<field name="([^"]*)"([^>]*)>/g)) {
		if (!names.includes(name)) continue;
		const value = (key) => new RegExp(` ${key}="([^"]*)"`).exec(rest)?.[1] ?? '';
		fields.push([name, Number(value('pos')), Number(value('size')), value('show')]);
	}
	return fields;
}

writeFileSync(capture, pcap(recording.frames.map(({hex}) => hex)));
const options = [
	'ip.defragment:FALSE',
	'ip.check_checksum:TRUE',
	'udp.check_checksum:TRUE',
	'tcp.check_checksum:TRUE',
	'tcp.desegment_tcp_streams:FALSE',
];
const words = ['-r', capture.pathname, '-T', 'pdml', ...options.flatMap((option) => ['-o', option]), '-d', 'udp.port==8472,vxlan'];
const packets = execFileSync('tshark', words, {encoding: 'utf8', maxBuffer: 2 ** 28})
	.split('<packet>')
	.slice(1);
for (const [index, frame] of recording.frames.entries()) frame.fields = fieldsOf(packets[index], frame.names);
recording.recordedFrom = execFileSync('tshark', ['--version'], {encoding: 'utf8'}).split('\n')[0];
const lines = recording.frames.map((frame) => JSON.stringify(frame));
writeFileSync(file, `{"recordedFrom": ${JSON.stringify(recording.recordedFrom)}, "frames": [\n${lines.join(',\n')}\n]}\n`);
rmSync(capture);
