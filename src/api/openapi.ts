import { z } from 'zod';
import { claimRequest, LONGEST_KEY } from './claim-request.ts';

const problem = { $ref: '#/components/responses/Problem' };
const claimAnswer = (description: string): object => ({
  description,
  content: { 'application/json': { schema: { $ref: '#/components/schemas/Claim' } } },
});

/** The description of this interface. Source: OpenAPI 3.1, whose schemas are JSON Schema. */
export function openApi(): object {
  return {
    openapi: '3.1.0',
    info: { title: 'claimscope', version: '1', description: 'Claims from other systems: ERP, portal, mail gateway.' },
    security: [{ bearer: [] }],
    paths: {
      '/claims': {
        post: {
          summary: 'Open a claim; its thread appears in the claims channel',
          parameters: [
            {
              name: 'Idempotency-Key',
              in: 'header',
              required: true,
              description: 'Yours, one a claim; the same key again gives the same claim',
              schema: { type: 'string', minLength: 1, maxLength: LONGEST_KEY },
            },
          ],
          requestBody: {
            required: true,
            content: { 'application/json': { schema: { $ref: '#/components/schemas/ClaimRequest' } } },
          },
          responses: {
            '201': claimAnswer('Opened; it is on disk'),
            '200': claimAnswer('The key was used before for this same claim'),
            '400': problem,
            '401': problem,
            '404': problem,
            '409': problem,
            '413': problem,
            '415': problem,
            '422': problem,
            '503': problem,
          },
        },
      },
      '/claims/{id}': {
        get: {
          summary: 'A claim that you brought, with its comparison and measures, as far as it has come',
          parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer', minimum: 1 } }],
          responses: {
            '200': { description: 'The claim', content: { 'application/json': { schema: { type: 'object' } } } },
            '401': problem,
            '404': problem,
          },
        },
      },
      '/symptoms': {
        get: {
          summary: 'The symptoms a claim may name',
          responses: {
            '200': {
              description: 'Ids and titles',
              content: { 'application/json': { schema: { type: 'object' } } },
            },
            '401': problem,
          },
        },
      },
    },
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
      responses: {
        Problem: {
          description: 'Why it was not done (RFC 9457); nothing was changed',
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      },
      schemas: {
        ClaimRequest: z.toJSONSchema(claimRequest, { io: 'input' }),
        Claim: {
          type: 'object',
          required: ['id', 'serial', 'symptoms', 'status', 'at'],
          properties: {
            id: { type: 'integer' },
            serial: { type: 'string' },
            symptoms: { type: 'array', items: { type: 'string' } },
            status: { enum: ['open', 'taken', 'resolved'] },
            at: { type: 'string', format: 'date-time' },
            problems: { type: 'array', items: { type: 'string' }, description: 'What was said and not understood' },
          },
        },
        Problem: {
          type: 'object',
          required: ['status', 'code', 'detail'],
          properties: {
            type: { type: 'string' },
            status: { type: 'integer' },
            code: { type: 'string' },
            detail: { type: 'string' },
          },
        },
      },
    },
  };
}
