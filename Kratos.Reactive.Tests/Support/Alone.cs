namespace Kratos.Reactive.Tests;

/// <summary>For tests that look at the whole process (its thread pool, its standard streams): nothing runs beside them.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
