namespace HybridRec.Evaluation.Simulation.Rounds;

/// <summary>What everybody plays: tracks in proportion to their plays + 1 in a world's log. Immutable.</summary>
/// <param name="Anywhere">Over all tracks.</param>
/// <param name="WithinStyle">Over the tracks of each style.</param>
internal sealed record Charts(Choice Anywhere, IReadOnlyList<Choice> WithinStyle)
{
    public static Charts Of(RoundsWorld world)
    {
        double[] weights = [.. world.Plays.Select(plays => plays + 1.0)];
        return new Charts(
            new Choice(weights),
            [.. Enumerable.Range(0, world.Library.Styles.Count).Select(style => new Choice(
                [.. weights.Select((weight, track) => world.Library.Tracks[track].Style == style ? weight : 0)]))]);
    }
}
