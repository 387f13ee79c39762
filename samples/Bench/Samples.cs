namespace Bench;

/// <summary>Several measurements of the same thing.</summary>
sealed class Samples
{
    readonly List<double> values = [];

    internal void Add(double value) => values.Add(value);

    internal double Least => values.Min();

    internal double Most => values.Max();

    internal double Median
    {
        get
        {
            double[] sorted = [.. values.Order()];
            return (sorted[sorted.Length / 2] + sorted[(sorted.Length - 1) / 2]) / 2;
        }
    }

    /// <summary>The ratios of what was measured in the same round: what slows both does not move them.</summary>
    internal Samples Over(Samples other)
    {
        var ratios = new Samples();
        foreach (var (mine, its) in values.Zip(other.values)) ratios.Add(mine / its);
        return ratios;
    }
}
