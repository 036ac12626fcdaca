namespace HybridRec.Engine.Tests.Neighbours;

/// <summary>What a recommender must do besides if it learns from which items are played by the same users.</summary>
public abstract class CoPlayScorerContract : ItemScorerContract
{
    [Fact]
    public void Score_TwoTastes_PutsTheUnheardOfTheOwnAboveTheOther()
    {
        float[] scores = ScoreAll(Fit(TwoTastes.Plays(), 1));

        for (int user = 0; user < TwoTastes.SilentUser; user++)
        {
            float[] row = Row(scores, user);
            float worstOwn = Items.Where(item => TwoTastes.Unheard(user, item)).Min(item => row[item]);
            float bestOther = Items.Where(item => !TwoTastes.Shares(user, item)).Max(item => row[item]);
            Assert.True(worstOwn > bestOther, $"User {user}: {worstOwn} of the own block, {bestOther} of the other.");
        }
    }
}
