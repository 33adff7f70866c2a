import { expect, test } from '@jest/globals';
import { gridOf } from '../src/sweep/grid.js';

test('every combination of the values, those of the last field first, named by what varies', () => {
  const grid = gridOf(['optimizer.learningRate=0.05,0.1', 'steps=4', 'model.width=0.25,0.5']);
  expect(grid.map(({ name }) => name)).toEqual([
    'learningRate=0.05, width=0.25',
    'learningRate=0.05, width=0.5',
    'learningRate=0.1, width=0.25',
    'learningRate=0.1, width=0.5',
  ]);
  expect(grid[1]).toMatchObject({
    set: ['optimizer.learningRate=0.05', 'steps=4', 'model.width=0.5'],
    id: 'learningRate=0.05,width=0.5',
  });
  expect(gridOf([])).toEqual([{ set: [], name: 'unchanged', id: 'run' }]);
});

test('a comma within brackets or quotations belongs to the value', () => {
  const [vanilla, osr] = gridOf(['norm={"name":"vanilla","momentum":0.8},{"name":"osr"}']);
  expect(vanilla!.set).toEqual(['norm={"name":"vanilla","momentum":0.8}']);
  expect(osr!.set).toEqual(['norm={"name":"osr"}']);
  expect(vanilla!.id).toMatch(/^norm=[\w.,=-]*-[0-9a-f]{8}$/);
  expect(gridOf(['a="x,y",z']).map(({ set }) => set[0])).toEqual(['a="x,y"', 'a=z']);
});

test('a field without a value, the same value twice, and a field that is given twice are refused', () => {
  expect(() => gridOf(['steps'])).toThrow('a field and its values, such as steps=4,6');
  expect(() => gridOf(['steps=4,'])).toThrow('different values of steps but received 4,');
  expect(() => gridOf(['steps=4,4'])).toThrow('different values of steps');
  expect(() => gridOf(['steps=4', 'steps=6'])).toThrow('each field once but received steps twice');
});
