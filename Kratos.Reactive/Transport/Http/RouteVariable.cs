namespace Kratos.Reactive;

/// <summary>A variable of a template: the field it is for, and the segments that are its value.</summary>
/// <param name="Name">The field; one inside another with a dot: <c>book.name</c>.</param>
/// <param name="Start">The first segment.</param>
/// <param name="Count">How many segments of the template it has.</param>
/// <param name="IsOne">It is one segment: its slashes were escaped. Else an escaped slash is told from a slash, and stays escaped.</param>
sealed record RouteVariable(string Name, int Start, int Count, bool IsOne);
