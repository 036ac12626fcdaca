using HybridRec.Engine.Factorization;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Neighbours;

namespace HybridRec.Engine.Tests.Neighbours;

public sealed class AlsSearchTests
{
    private const int Users = 240;
    private const int Items = 120;
    private const int Styles = 6;

    private static readonly ImplicitAlsOptions Start = new() { Rank = 16, Iterations = 5, Alpha = 0.2f };

    [Fact]
    public void Find_PlayedOftenIsTasteAndOnceIsChance_CountsCountMore()
    {
        ImplicitAlsOptions found = Find(often: 40f, share: 0.25);

        Assert.True(found.Alpha > Start.Alpha, $"{found}");
        Assert.True(found.UnobservedWeight > Start.UnobservedWeight, "the unplayed weigh as much as before beside the played");
        Assert.True(found.Regularization > Start.Regularization / 2, $"{found}");
    }

    [Fact]
    public void Find_AllCountsAlike_LeavesAlphaAlone()
    {
        ImplicitAlsOptions found = Find(often: 1f, share: 0.5);

        Assert.Equal(Start.Alpha, found.Alpha);
    }

    [Fact]
    public void Find_AnyData_KeepsRankAndIterationsOfTheOptions()
    {
        ImplicitAlsOptions found = Find(often: 5f, share: 0.5);

        Assert.Equal((Start.Rank, Start.Iterations, Start.Seed), (found.Rank, found.Iterations, found.Seed));
    }

    /// <summary>Searches with plays held out of one style a listener, played often, among others played once by chance.</summary>
    private static ImplicitAlsOptions Find(float often, double share)
    {
        Random chance = new(11);
        List<(int User, int Item, float Count)> plays = [];
        for (int user = 0; user < Users; user++)
        {
            for (int item = 0; item < Items; item++)
            {
                bool taste = item % Styles == user % Styles;
                if (taste ? chance.NextDouble() < 0.6 : chance.NextDouble() < share)
                {
                    plays.Add((user, item, taste ? often : 1f));
                }
            }
        }

        CollaborativeOptions options = new();
        HeldOutPlays all = HeldOutPlays.Choose(InteractionMatrix.Build(Users, Items, plays), options)!;
        var ofTaste = all.UserRows.Zip(all.Items, (user, items) => (User: user, Items: items.Where(item => item % Styles == user % Styles).ToArray()))
            .Where(held => held.Items.Length > 0)
            .ToArray();
        return AlsSearch.Find(
            new HeldOutPlays(all.Train, [.. ofTaste.Select(held => held.User)], [.. ofTaste.Select(held => held.Items)]),
            Start,
            options,
            null,
            TestContext.Current.CancellationToken);
    }
}
