using HybridRec.Engine.Interactions;
using HybridRec.Engine.Neighbours;

namespace HybridRec.Engine.Tests.Neighbours;

public sealed class LiftTests : CoPlayScorerContract
{
    /// <summary>Items 0 and 1 share two of five users, items 0 and 2 one; everybody but the last plays item 3.</summary>
    private static readonly InteractionMatrix Plays = InteractionMatrix.Build(
        5,
        4,
        [
            (0, 0, 9f), (0, 1, 1f), (0, 3, 1f), (1, 0, 1f), (1, 1, 1f), (1, 3, 1f),
            (2, 0, 1f), (2, 2, 1f), (2, 3, 1f), (3, 2, 1f), (3, 3, 1f), (4, 2, 1f),
        ]);

    [Fact]
    public void ScoreHistory_HandWorkedPlays_GivesSharesOfDampedNpmi()
    {
        float[] scores = new float[4];

        Learn(Plays, new LiftOptions()).ScoreHistory([0], scores);

        // n = 3, 2, 3, 4 of 5 users; n₀₁ = 2, n₀₂ = 1 (less than 9/5 by chance), n₀₃ = 3 (more than 12/5).
        double one = Math.Log(2 * 5 / 6.0) / Math.Log(5 / 2.0) * 2 / 7;
        double three = Math.Log(3 * 5 / 12.0) / Math.Log(5 / 3.0) * 3 / 8;
        Assert.Equal([0f, one / (one + three), 0f, three / (one + three)], scores.Select(score => (double)score), Close);
    }

    [Fact]
    public void Score_OfAUser_IsThatOfTheHistory()
    {
        Lift lift = Learn(Plays, new LiftOptions());
        float[] user = new float[4];
        float[] history = new float[4];

        lift.Score([1], user);
        lift.ScoreHistory(Plays.Columns(1), history);

        Assert.Equal(user, history);
        Assert.Throws<ArgumentException>(() => lift.ScoreHistory([4], history));
    }

    private static bool Close(double expected, double actual) => Math.Abs(expected - actual) < 1e-6;

    private protected override IItemScorer Fit(InteractionMatrix plays, int threads) =>
        Learn(plays, new LiftOptions { Threads = threads });

    private static Lift Learn(InteractionMatrix plays, LiftOptions options) =>
        Lift.Fit(plays, options, TestContext.Current.CancellationToken);
}
