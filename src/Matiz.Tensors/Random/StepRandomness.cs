namespace Matiz.Tensors;

/// <summary>
/// What keys the randomness of one pass, so that a draw depends on where it belongs in the training and on nothing else:
/// not on threads, not on how a step was cut into micro-batches.
/// </summary>
/// <param name="Seed">The seed of the run.</param>
/// <param name="Step">The optimizer step, from 1.</param>
/// <param name="FirstRow">The number, within the step, of the first row of this pass, from 0.</param>
public readonly record struct StepRandomness(ulong Seed, uint Step, uint FirstRow);
