namespace Kratos.Reactive.Tests;

/// <summary>Two things in one instant, whose order this reference does not know.</summary>
sealed class Tie : Exception;
