// Distances, against known ones, and the rounding rules that money and chefs depend on.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { driveMinutes, roadMiles, straightMiles } from '../../domain/places.ts';

const FREMONT = { latitude: 37.5485, longitude: -121.9886 };
const point = fc.record({ latitude: fc.double({ min: -90, max: 90, noNaN: true }), longitude: fc.double({ min: -180, max: 180, noNaN: true }) });

describe('places', () => {
  it('measures a degree of latitude as 69.1 miles', () => {
    assert.ok(Math.abs(straightMiles({ latitude: 0, longitude: 0 }, { latitude: 1, longitude: 0 }) - 69.1) < 0.01);
  });

  it('measures half the way round the Earth without falling over', () => {
    assert.ok(Math.abs(straightMiles({ latitude: 0, longitude: 0 }, { latitude: 0, longitude: 180 }) - 12_436.9) < 0.5);
  });

  it('puts downtown Sacramento 76 straight miles, 95 road miles from Fremont', () => {
    const sacramento = { latitude: 38.5804, longitude: -121.4922 };
    assert.equal(Math.floor(straightMiles(FREMONT, sacramento)), 76);
    assert.equal(roadMiles(FREMONT, sacramento, 1.25), 95);
  });

  it('rounds road miles down and minutes up', () => {
    const north = { latitude: FREMONT.latitude + 10.9 / 69.0942, longitude: FREMONT.longitude };
    assert.equal(roadMiles(FREMONT, north, 1), 10);
    assert.equal(driveMinutes(10, 45), 14);
    assert.equal(driveMinutes(45, 45), 60);
    assert.equal(driveMinutes(0, 45), 0);
  });

  it('is the same both ways, never negative, and nothing to the same point', () => {
    fc.assert(fc.property(point, point, (one, other) => {
      assert.ok(Math.abs(straightMiles(one, other) - straightMiles(other, one)) < 1e-6);
      assert.ok(straightMiles(one, other) >= 0);
      assert.equal(straightMiles(one, one), 0);
    }));
  });
});
