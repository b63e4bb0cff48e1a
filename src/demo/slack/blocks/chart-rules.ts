import { type Fields, fieldsOf, listOf, objectsOf } from '../json.ts';
import { all, byType, holds, list, number, oneOf, record, type Rule, text } from './rules.ts';

const name = text(1, 20);
const point = record({ label: name, value: number });
const series = list(1, 6, record({ name, data: list(1, 20, point) }));
const axis = record({ categories: list(1, 20, name) }, { x_label: text(1, 50), y_label: text(1, 50) });

function drawn(type: string): Rule {
  return record({ type: oneOf(type), series, axis_config: axis });
}

function seriesFit(block: Fields): boolean {
  const chart = fieldsOf(block['chart']);
  if (chart['type'] === 'pie') return true;
  const categories = JSON.stringify(fieldsOf(chart['axis_config'])['categories']);
  return objectsOf(chart['series']).every(
    (each) => JSON.stringify(objectsOf(each['data']).map((point) => point['label'])) === categories,
  );
}

function namesDiffer(block: Fields): boolean {
  const names = objectsOf(fieldsOf(block['chart'])['series']).map((each) => each['name']);
  return new Set(names).size === names.length;
}

/** A chart Slack draws itself. */
export function chart(common: Readonly<Record<string, Rule>>): Rule {
  return all(
    record(
      {
        type: oneOf('data_visualization'),
        title: text(1, 50),
        chart: byType({
          line: drawn('line'),
          bar: drawn('bar'),
          area: drawn('area'),
          pie: record({ type: oneOf('pie'), segments: list(1, 6, point) }),
        }),
      },
      common,
    ),
    holds(seriesFit, 'wrong_categories', 'every series must have exactly the categories of the axis'),
    holds(namesDiffer, 'not_unique', 'names of series must be unique'),
    holds(
      (block) => listOf(fieldsOf(block['chart'])['segments']).every((each) => Number(fieldsOf(each)['value']) > 0),
      'wrong_number',
      'every segment must be more than 0',
    ),
  );
}
