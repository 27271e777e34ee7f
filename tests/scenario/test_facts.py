#!/usr/bin/env python3
"""What the shipped catalogue with the published values says, told by `hedef status`."""
from world import Scenario, main


class Facts(Scenario):
    @classmethod
    def setUpClass(cls):
        from world import World
        cls.w = World("--sample")

    @classmethod
    def tearDownClass(cls):
        cls.w.close()

    def test_speed_2020_was_missed_by_the_line_between_its_neighbours(self):
        v = self.w.target("srm-2016.fixed-broadband-speed.2020", "--as-of", "2026-03-31")
        self.assertEqual(v["state"], "missed")
        self.assertEqual(v["decided_by"]["method"], "interpolated")
        self.assertAlmostEqual(v["decided_by"]["value"], 10.846, places=3)

    def test_speed_2025_was_achieved_at_88_362(self):
        v = self.w.target("srm-2016.fixed-broadband-speed.2025", "--as-of", "2026-03-31")
        self.assertEqual(v["state"], "achieved")
        self.assertEqual(v["decided_by"]["method"], "interpolated")
        self.assertAlmostEqual(v["decided_by"]["value"], 88.362, places=3)
        self.assertEqual(v["latest"]["value"], 90)
        self.assertEqual(v["latest"]["period"], "2026-01")

    def test_cashless_share_awaits_data_and_is_never_called_missed(self):
        for year in ("2020", "2025"):
            v = self.w.target(f"srm-2016.cashless-share.{year}", "--as-of", "2026-03-31")
            self.assertEqual(v["state"], "due", year)

    def test_an_undated_group_target_that_is_met_is_achieved(self):
        v = self.w.target("concept-2025.govtech-maturity-group.after-2025", "--as-of",
                          "2026-03-31")
        self.assertEqual((v["state"], v["target"]["value"], v["latest"]["value"]),
                         ("achieved", "A", "A"))

    def test_coverage_known_only_later_is_decided_by_that_value_and_says_so(self):
        v = self.w.target("srm-2016.fixed-broadband-coverage.2025", "--as-of", "2026-03-31")
        self.assertEqual(v["state"], "achieved")
        self.assertEqual(v["decided_by"]["method"], "later")
        self.assertIn("100", v["why"])

    def test_the_day_before_the_plan_was_published_it_is_unknown(self):
        before = self.w.status("--as-of", "2026-02-26")
        after = self.w.status("--as-of", "2026-02-27")
        self.assertEqual([v for v in before if v["strategy"] == "plan-2026" and v["target"]], [])
        self.assertNotEqual([v for v in after if v["strategy"] == "plan-2026" and v["target"]], [])
        v = self.w.target("srm-2016.fixed-broadband-speed.2020", "--as-of", "2026-02-26")
        self.assertEqual(v["latest"]["period"], "2016")
        self.assertEqual(v["state"], "due")

    def test_ranks_get_better_downwards(self):
        v = self.w.target("plan-2026.egdi-rank.2028", "--as-of", "2026-03-31")
        self.assertEqual(v["direction"], "down")
        self.assertEqual(v["latest"]["value"], 74)

    def test_every_target_has_one_id(self):
        ids = [v["target"]["id"] for v in self.w.status() if v["target"]]
        self.assertEqual(len(ids), len(set(ids)))
        self.assertEqual(len(ids), 58)


if __name__ == "__main__":
    main()
