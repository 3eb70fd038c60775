import {expect, describe as group, it} from 'vitest';
import {healthyAfter} from '../../../operations/healthy-after';
import type {Occurrence} from '../../../operations/watch/events';

const said = (seconds: number, service: string, text: string): Occurrence => ({
  at: 1_795_824_000_000 + seconds * 1000,
  service,
  text,
  grave: false,
});

group('healthyAfter', () => {
  it('counts from the start to the health check that succeeded', () => {
    const occurrences = [said(0, 'redis', 'created'), said(1, 'redis', 'started'), said(3.5, 'redis', 'healthy')];
    expect(healthyAfter(['redis'], occurrences)).toBe(2.5);
  });
  it('knows nothing of a service that was not started', () => {
    const others = [said(1, 'postgres', 'started'), said(3, 'postgres', 'healthy'), said(4, 'redis', 'healthy')];
    expect(healthyAfter(['redis'], others)).toBeUndefined();
  });
  it('knows nothing where a part is not healthy yet', () => {
    const occurrences = [said(0, 'node', 'started'), said(1, 'front', 'started'), said(3, 'front', 'healthy')];
    expect(healthyAfter(['front', 'node'], occurrences)).toBeUndefined();
  });
  it('counts from the first part that was started to the last one that was healthy', () => {
    const occurrences = [
      said(0, 'node', 'started'),
      said(2, 'front', 'started'),
      said(4, 'front', 'healthy'),
      said(9, 'node', 'healthy'),
    ];
    expect(healthyAfter(['front', 'node'], occurrences)).toBe(9);
  });
  it('leaves out a part that went on running', () => {
    const occurrences = [said(2, 'front', 'started'), said(4, 'front', 'healthy')];
    expect(healthyAfter(['front', 'node'], occurrences)).toBe(2);
  });
  it('counts starts that failed', () => {
    const occurrences = [said(0, 'redis', 'started'), said(5, 'redis', 'started'), said(8, 'redis', 'healthy')];
    expect(healthyAfter(['redis'], occurrences)).toBe(8);
  });
  it('does not take an earlier health for that of the last start', () => {
    const occurrences = [said(0, 'redis', 'started'), said(2, 'redis', 'healthy'), said(5, 'redis', 'started')];
    expect(healthyAfter(['redis'], occurrences)).toBeUndefined();
  });
});
